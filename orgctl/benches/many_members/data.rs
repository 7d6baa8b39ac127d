//! The data: one large organization, and many with one Member.

use std::io::{BufWriter, Write};

use tempfile::NamedTempFile;

/// The large organization.
pub const LARGE: &str = "organization-large";
/// The number of other organizations.
const SMALL: usize = 1_000;

/// Creates a file with organizations and `members` Members of the large one.
pub fn file(members: usize) -> NamedTempFile {
    let file = NamedTempFile::new().expect("a file");
    let mut out = BufWriter::new(file.reopen().expect("the file"));
    let mut organization = |id: &str| {
        writeln!(
            out,
            r#"{{"organization_id":"{id}","organization_name":"Company {id}","organization_slug":"slug-{id}","email_jit_provisioning":"RESTRICTED","email_allowed_domains":["{id}.example"]}}"#
        )
    };
    organization(LARGE).expect("written");
    for n in 0..SMALL {
        organization(&format!("o{n}")).expect("written");
    }
    for n in 0..members {
        member(&mut out, &format!("m{n}"), LARGE, &format!("p{n}@{LARGE}.example"));
    }
    for n in 0..SMALL {
        member(&mut out, &format!("s{n}"), &format!("o{n}"), &format!("s{n}@o{n}.example"));
    }
    out.flush().expect("written");
    drop(out);
    file
}

fn member(out: &mut impl Write, id: &str, organization: &str, address: &str) {
    writeln!(
        out,
        r#"{{"member_id":"{id}","organization_id":"{organization}","email_address":"{address}","email_address_verified":true,"name":"Person {id}"}}"#
    )
    .expect("written");
}
