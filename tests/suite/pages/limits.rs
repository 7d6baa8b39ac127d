//! The figures of `docs/limits.md`, compared with the constants of the code.

const LIMITS_PAGE: &str = include_str!("../../../docs/limits.md");

/// A figure of the page, and the constant that enforces it.
struct Figure {
    documented: &'static str,
    source: &'static str,
    constant: &'static str,
}

const FIGURES: [Figure; 8] = [
    Figure {
        documented: "Above 1 MB it is compressed",
        source: include_str!("../../../src/http/body.rs"),
        constant: "usize = 1_000_000;",
    },
    Figure {
        documented: "| 2,000, in addition",
        source: include_str!("../../../src/store/reads.rs"),
        constant: "usize = 2_000;",
    },
    Figure {
        documented: "| request body | 64 KiB |",
        source: include_str!("../../../src/http/authenticated_body.rs"),
        constant: "usize = 64 * 1024;",
    },
    Figure {
        documented: "| session JWT | 8 KiB |",
        source: include_str!("../../../src/domain/session_jwt.rs"),
        constant: "usize = 8 * 1024;",
    },
    Figure {
        documented: "| 2.5 s,",
        source: include_str!("../../../src/http/app.rs"),
        constant: "Duration::from_millis(2500);",
    },
    Figure {
        documented: "less 150 ms;",
        source: include_str!("../../../src/http/deadline.rs"),
        constant: "Duration::from_millis(150);",
    },
    Figure {
        documented: "| pages of one query | 64,",
        source: include_str!("../../../src/store/dynamodb/query_pages.rs"),
        constant: "usize = 64;",
    },
    Figure {
        documented: "6 MB, set by Lambda",
        source: include_str!("../../../src/http/body.rs"),
        constant: "usize = 5_900_000;",
    },
];

#[test]
fn documented_limits_match_the_constants() {
    for Figure { documented, source, constant } in FIGURES {
        assert!(LIMITS_PAGE.contains(documented), "the page does not contain \"{documented}\"");
        assert!(source.contains(constant), "the source does not contain \"{constant}\"");
    }
}
