//! What well-known hosts of static sites take, so that nobody finds out by a refusal.

/// What a host takes at most.
struct HostName {
    name: &'static str,
    files: Option<usize>,
    bytes: Option<u64>,
}

/// As the manuals of the hosts had it in 2026: "GitHub Pages limits", "GitLab.com settings", "Cloudflare Pages limits".
const HOSTS: [HostName; 4] = [
    HostName { name: "Cloudflare Pages without a paid plan", files: Some(20_000), bytes: None },
    HostName { name: "Cloudflare Pages with a paid plan", files: Some(100_000), bytes: None },
    HostName { name: "GitLab Pages", files: Some(200_000), bytes: Some(1_000_000_000) },
    HostName { name: "GitHub Pages", files: None, bytes: Some(1_000_000_000) },
];

/// The hosts that would refuse a site, and why, a sentence each.
pub(super) fn refusals(n_files: usize, n_bytes: u64) -> Vec<String> {
    let refusal = |host: &HostName| {
        let files = host.files.filter(|most| n_files > *most);
        let bytes = host.bytes.filter(|most| n_bytes > *most);
        let most = match (files, bytes) {
            (None, None) => return None,
            (Some(files), _) => format!("no more than {files} files"),
            (None, Some(bytes)) => format!("no more than {} GB", bytes / 1_000_000_000),
        };
        Some(format!("{} takes {most}", host.name))
    };
    HOSTS.iter().filter_map(refusal).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_held_against_each_host() {
        assert!(refusals(20_000, 1_000_000_000).is_empty());
        assert_eq!(
            refusals(20_001, 0),
            ["Cloudflare Pages without a paid plan takes no more than 20000 files"]
        );
        let all = refusals(200_001, 1_000_000_001);
        assert_eq!(all.len(), HOSTS.len());
        assert_eq!(all[3], "GitHub Pages takes no more than 1 GB");
    }
}
