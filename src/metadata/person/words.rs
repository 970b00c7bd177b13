//! The words by which [`super::person`] tells people from bodies, posts and programs, with spaces between.

/// Whether a word is one of a list.
pub(super) fn holds(list: &str, word: &str) -> bool {
    list.split_whitespace().any(|known| known == word)
}

/// Words that come before the name of somebody who made a picture, or stands in it.
pub(super) const BEFORE_NAMES: &str = "
    artist author copyright creator credit name owner patient photographer resident user ©
";

/// Words after which "of" or "by" comes before such a name.
pub(super) const BEFORE_OF_NAMES: &str = "
    courtesy created drawn image made photo photograph picture portrait shot taken
";

/// Titles and degrees beside a name.
pub(super) const TITLES: &str = "
    bsc cbe cllr dame dr frcgp frcp lady lord mbe md miss mr mrs ms msc mx obe phd prof professor rev sir
";

/// Words that say nothing of a person, in what programs and lawyers write.
pub(super) const ORDINARY: &str = "
    a admin administrator all and anonymous any as at author by c cc commons copyright created creative crown
    default domain edited exported file for from generated guest image image: in is licence license made n/a na nc
    nd no nobody none of ogl on or our own owner photo photograph photographer picture public reserved right rights
    root sa saved some system test the this to under unknown untitled user v version was with written
";

/// Words of programs that write themselves down as the author.
pub(super) const PROGRAMS: &str = "
    acrobat adobe affinity apache apple bi calibre camera canon canva chrome chromium confluence docs docx draw.io
    drawio editor excel exceljs figma ghostscript gimp google home illustrator imagemagick indesign inkscape ipad
    iphone jpeg jpegmini keynote latex lavc libreoffice mac macbook macintosh macos matplotlib microsoft numbers
    office openoffice openpyxl openxml optimized pages paint pandoc pdf pdfmaker pdftex photoshop phpspreadsheet
    phpword png poi power powerpoint ppt pptx print printer pro publisher python python-docx python-pptx quartz
    reportlab scan scanner screenshot server sheetjs sheets skia slides software studio svg tableau tex visio
    weasyprint windows wkhtmltopdf word workstation writer xlsx xlsxwriter xmp
";

/// Words that stand in the names of bodies, teams and posts, and are no surnames that are often met.
pub(super) const OF_BODIES: &str = "
    academy administration agency alamy alliance analyst analytics assembly association authority board borough
    bureau business cabinet care centre charity cic clinic clinical college commission commissioner commissioning
    committee comms communication communications community company consortium consultancy consulting contact
    contracts corporate corporation council department deputy design designer designs dhsc digital director
    directorate district division editorial enquiries executive federation finance foundation getty gmbh governance
    government governors group head health healthcare healthwatch hello hospice hospital icb icp ics iho images
    inbox inc info information institute integrated intelligence istock istockphoto library limited llp ltd mailbox
    management manager media medical ministry municipality network nhs nice office officer ombudsman ons
    organisation organization parliament partnership pcn pexels photography pixabay planning plc policy practice
    procurement programme project publications publishing quality research school secretariat secretary section
    service services shutterstock society strategy studios support surgery team transformation trust trustees ukhsa
    unit university unsplash webmaster website wikimedia workforce
";
