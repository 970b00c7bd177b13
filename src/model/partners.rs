//! `partners.yaml`: who works with the host, on what terms, with what voice.

use super::decode::Decoder;
use super::field::{Disclosure, Field, FieldState, Silence};
use super::list::List;
use super::money::MoneyOrBand;
use super::prose::Prose;
use super::reference::{DocRef, OrgRef, ServiceRef};
use super::scalar::Date;
use crate::diag::{Code, Diagnostic};

choice! {
    /// The sector of a partner.
    pub enum Sector {
        NhsTrust "nhs-trust" "NHS trust";
        GpPractice "gp-practice" "GP practice";
        Pcn "pcn" "Primary care network";
        GpFederation "gp-federation" "GP federation";
        Snp "snp" "Single neighbourhood provider";
        Mnp "mnp" "Multi-neighbourhood provider";
        Cic "community-interest-company" "Community interest company";
        AdultSocialCare "local-authority-adult-social-care" "Council: adult social care";
        PublicHealth "local-authority-public-health" "Council: public health";
        Vcfse "vcfse" "Voluntary, community, faith and social enterprise sector";
        Hospice "hospice" "Hospice";
        UserLed "user-led-organisation" "User-led organisation";
        Independent "independent" "Independent provider";
        Ambulance "ambulance" "Ambulance service";
        PharmacyDentalOptometry "pharmacy/dental/optometry" "Pharmacy, dental or eye care"
            or "pharmacy-dental-optometry", "pharmacy", "dental", "optometry";
        University "university/research" "University or research"
            or "university-research", "university", "research";
    }
}

choice! {
    /// How a partner is bound to the host, the ICB or the others.
    pub enum Relationship {
        SubContract "sub-contract" "Sub-contract";
        AllianceMember "alliance-member" "Member of the alliance";
        JointCommittee "joint-committee" "Joint committee";
        Delegation "delegation" "Delegation";
        S75PooledBudget "s75-pooled-budget" "Section 75 pooled budget";
        SnpContract "snp-contract" "Single neighbourhood provider contract";
        MnpContract "mnp-contract" "Multi-neighbourhood provider contract";
        GpContract "gms-pms-apms-holder" "National GP contract, not sub-contracted"
            or "gms-pms-apms-holder (not sub-contracted)";
        Mou "mou" "Memorandum of understanding" or "moU", "MoU";
        DataSharing "data-sharing" "Data sharing";
        EngagedOnly "engaged-only" "Consulted, not bound";
    }
}

choice! {
    /// Who contracts whom.
    pub enum Direction {
        ByHost "contracted-by-host" "Contracted by the host";
        ByIcb "contracted-by-icb" "Contracted by the ICB";
        Peer "peer" "Equal partner";
        Advises "advises" "Adviser";
    }
}

choice! {
    /// The voice of a partner in decisions.
    pub enum Voice {
        Voting "voting" "Has a vote";
        NonVoting "non-voting" "Attends, without a vote";
        Advisory "advisory" "Advisory only";
        None "none" "No role";
    }
}

choice! {
    /// How firm a partnership is.
    pub enum PartnerStatus {
        Proposed "proposed" "Proposed";
        Agreed "agreed" "Agreed";
        Signed "signed" "Signed";
        Ended "ended" "Ended";
    }
}

record! {
    /// The file of partners.
    pub struct Partners called "the file of partners" {
        /// Every partner.
        partners: List<Partner> = Required "Partners" worse Unless("status", "ended", &Gone);
    }
}

record! {
    /// One partner.
    pub struct Partner called "a partner" {
        /// The body.
        organisation: OrgRef = Required "Partner";
        /// Its sector.
        sector: Sector = Required "Sector";
        /// How it is bound.
        relationship: List<Relationship> = Required "Relationship";
        /// Who contracts it.
        direction: Direction = Required "How it is engaged";
        /// What it provides.
        services: List<ServiceRef> = From(ContractAwarded) "Services" worse Gone;
        /// What it is paid a year, as a sum or a band.
        value_annual: MoneyOrBand = From(ContractAwarded) "Value a year";
        /// Whether it carries part of an overspend.
        shares_risk: Shares = From(ContractAwarded) "Shares in losses" worse Yes;
        /// Whether it gets part of a saving.
        shares_gain: Shares = From(ContractAwarded) "Shares in savings" worse No;
        /// Its voice in decisions.
        voice: Voice = Required "Role in decisions" worse Down(&["voting", "non-voting", "advisory", "none"]);
        /// From when.
        from: Date = Optional "Starts" worse Later;
        /// Until when.
        to: Date = Optional "Ends" worse Earlier;
        /// How firm it is.
        status: PartnerStatus = Optional "Status" worse Down(&["signed", "agreed", "proposed", "ended"]);
        /// The partner's own words; shown once the partner has signed them off (`approved_on`).
        statement: Prose = Optional "In its own words";
        /// What the movement of resources means for it.
        provider_impact: DocRef = Optional "Impact analysis" worse Gone;
    }
}

record! {
    /// Yes or no, and the paper that says so.
    pub struct Shares called "a share" short value {
        /// Yes or no.
        value: bool = Required "Shares";
        /// The paper that says so.
        r#ref: DocRef = Optional "Document";
    }
}

impl Field<Partners> {
    /// A partner's own words stay unpublished until the partner has signed them off.
    pub(super) fn withhold_unsigned(&mut self, decoder: &mut Decoder<'_>) {
        let FieldState::Published(file) = &mut self.content else { return };
        let FieldState::Published(partners) = &mut file.partners.content else { return };
        for partner in &mut partners.items {
            let statement = &mut partner.statement;
            let is_signed =
                statement.provenance.as_ref().is_some_and(|it| it.approved_on.is_some());
            let (FieldState::Published(prose), false) = (&statement.content, is_signed) else {
                continue;
            };
            let span = prose.span;
            decoder.report(
                Diagnostic::at(
                    Code::UnsignedStatement,
                    span,
                    "this statement stays unpublished: the partner has not signed it off",
                )
                .hint("write `statement: {value: …, approved_by: …, approved_on: 2027-04-01}`"),
            );
            statement.content = FieldState::Undisclosed(Box::new(Silence {
                state: Disclosure::DecidedNotYetPublished,
                reason: "The partner has not signed it off.".to_owned(),
                expected: None,
                exemption: None,
                review_on: None,
                span,
            }));
        }
    }
}
