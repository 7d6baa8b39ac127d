// The organizations that people of the samples see after the import, and after changes that docs/migrate.md describes.
// Each line has an address, the factors of the sign-in, and the organizations with the remaining steps. A password alone shows
// only the organizations whose Member has a verified address and this password.

const BY_MAIL = "needs magic_link or email_otp or google_oauth or microsoft_oauth";
const joinable = (organization) => ["organization", "update", organization, "--set", "email_jit_provisioning=RESTRICTED"];

export const PEOPLE = {
  workos: {
    counts: [3, 13],
    checked: "3 organizations, 13 Members, 0 edges, 4 counters",
    before: [
      ["marcelina@foo-corp.example", ["magic_link"], ["Foo Corp: active_member", "Bar Ltd: active_member"]],
      ["guy@consult.example", ["github_oauth:583231"], ["Bar Ltd: active_member", "Foo Corp: active_member"]],
      ["guy@consult.example", ["github_oauth:1"], [`Bar Ltd: active_member, ${BY_MAIL}`, `Foo Corp: active_member, ${BY_MAIL}`]],
      ["una@foo-corp.example", ["github_oauth:2"], [`Foo Corp: active_member, ${BY_MAIL}`]],
      ["una@foo-corp.example", ["email_otp"], ["Foo Corp: active_member"]],
      ["olga@foo-corp.example", ["google_oauth_unverified:10698"], [`Foo Corp: active_member, ${BY_MAIL}`]],
      ["new@foo-corp.example", ["magic_link"], ["Foo Corp: invited_member"]],
      ["pia@foo-corp.example", ["magic_link"], ["Foo Corp: invited_member"]],
      ["late@foo-corp.example", ["magic_link"], []],
      ["kim@gmail.com", ["magic_link"], []],
      ["zoe@foo-corp.example", ["magic_link"], []],
    ],
    changes: [joinable("org_01FOO")],
    after: [
      ["zoe@foo-corp.example", ["magic_link"], ["Foo Corp: eligible_to_join_by_email_domain"]],
      ["zoe@foo-partners.example", ["magic_link"], []],
      ["zoe@group.example", ["magic_link"], []],
      ["kim@gmail.com", ["magic_link"], []],
    ],
  },
  clerk: {
    counts: [3, 12],
    checked: "3 organizations, 12 Members, 1 edge, 2 counters",
    before: [
      ["ann@clerkish.example", ["password:clerk-user_1"], ["Approved Inc: active_member", "Clerkish: active_member"]],
      ["ann@clerkish.example", ["google_oauth_unverified:1098765"], ["Approved Inc: active_member", "Clerkish: active_member"]],
      ["adam@clerkish.example", ["project_password"], [`Clerkish: active_member, ${BY_MAIL}`]],
      ["adam@clerkish.example", ["magic_link"], ["Clerkish: active_member"]],
      ["bo@clerkish.example", ["magic_link"], ["Clerkish: invited_member"]],
      ["zoe@clerkish.example", ["magic_link"], ["Clerkish: eligible_to_join_by_email_domain"]],
      ["zoe@clerkish.test", ["magic_link"], []],
      ["ban@clerkish.example", ["magic_link"], []],
      ["loc@clerkish.example", ["magic_link"], []],
      ["zoe@approved.example", ["magic_link"], []],
    ],
    changes: [
      ["member", "reactivate", "orgmem_9"],
      ["organization", "update", "org_2abc", "--set", "email_jit_provisioning=NOT_ALLOWED"],
    ],
    after: [
      ["loc@clerkish.example", ["magic_link"], ["Clerkish: active_member"]],
      ["zoe@clerkish.example", ["magic_link"], []],
    ],
  },
  auth0: {
    counts: [2, 12],
    checked: "2 organizations, 12 Members, 0 edges, 2 counters",
    before: [
      ["cy@acme0.example", ["password:auth0-5f7c"], ["Acme 0: active_member", "Beta: active_member"]],
      ["cy@acme0.example", ["password:auth0-dup"], []],
      ["jo@acme0.example", ["sso:con_acme"], []],
      ["jo@acme0.example", ["magic_link"], ["Acme 0: active_member"]],
      ["uma@acme0.example", ["password:auth0-unv"], []],
      ["ed@acme0.example", ["magic_link"], ["Acme 0: invited_member"]],
      ["bob@acme0.example", ["magic_link"], []],
      ["zoe@acme0.example", ["magic_link"], []],
    ],
    changes: [joinable("acme0")],
    after: [
      ["zoe@acme0.example", ["magic_link"], ["Acme 0: eligible_to_join_by_email_domain"]],
      ["zoe@acme0.test", ["magic_link"], []],
      ["bob@acme0.example", ["magic_link"], []],
    ],
  },
  keycloak: {
    counts: [2, 11],
    checked: "2 organizations, 11 Members, 0 edges, 2 counters",
    before: [
      ["eve@kc.example", ["password:keycloak-6b1d"], ["KC Corp: active_member", "Umlaut: active_member"]],
      ["una@kc.example", ["password:keycloak-6b8d"], []],
      ["una@kc.example", ["password:keycloak-6b8d", "email_otp"], ["KC Corp: active_member"]],
      ["man@kc.example", ["magic_link"], ["KC Corp: active_member", "Umlaut: active_member"]],
      ["max@kc.example", ["magic_link"], []],
      ["zoe@kc.example", ["magic_link"], []],
    ],
    // The export has no invitations, so an invited person is written afterwards.
    changes: [joinable("kc-corp"), ["member", "put", "-"]],
    input: '{"organization_id": "c1a0", "member_id": "invited-1", "email_address": "ivy@partner.example", "status": "invited"}',
    after: [
      ["ivy@partner.example", ["magic_link"], ["KC Corp: invited_member"]],
      ["zoe@kc.example", ["magic_link"], ["KC Corp: eligible_to_join_by_email_domain"]],
      ["zoe@kc.test", ["magic_link"], []],
      ["max@kc.example", ["magic_link"], []],
    ],
  },
  "better-auth": {
    counts: [2, 10],
    checked: "2 organizations, 10 Members, 0 edges, 2 counters",
    before: [
      ["flo@better.example", ["password:better-auth-u1"], ["Better Co: active_member", "Second Co: active_member"]],
      ["gus@gmail.com", ["google_oauth:1122"], ["Better Co: active_member"]],
      ["git@better.example", ["github_oauth:583231"], [`Better Co: active_member, ${BY_MAIL}`]],
      ["git@better.example", ["github_oauth:583231", "email_otp"], ["Better Co: active_member"]],
      ["ida@better.example", ["magic_link"], ["Better Co: invited_member"]],
      ["ban@better.example", ["magic_link"], []],
      ["zoe@better.example", ["magic_link"], []],
    ],
    changes: [[...joinable("better-co"), "--add-domain", "better.example"]],
    after: [
      ["zoe@better.example", ["magic_link"], ["Better Co: eligible_to_join_by_email_domain"]],
      ["ban@better.example", ["magic_link"], []],
    ],
  },
  propelauth: {
    counts: [3, 10],
    checked: "3 organizations, 10 Members, 1 edge, 1 counter",
    before: [
      ["leg@propel.example", ["password:propelauth-31c41c1b"], ["Propel Ltd: active_member"]],
      ["hal@propel.example", ["password:propelauth-31c41c16"], []],
      [
        "hal@propel.example",
        ["project_password"],
        [`Propel Ltd: active_member, ${BY_MAIL}`, `Saml Inc: active_member, ${BY_MAIL}`],
      ],
      ["ned@propel.example", ["magic_link"], ["Propel Ltd: active_member"]],
      ["ida@propel.example", ["magic_link"], ["Propel Ltd: invited_member"]],
      ["zoe@propel.example", ["magic_link"], ["Propel Ltd: eligible_to_join_by_email_domain"]],
      ["zoe@propel.test", ["magic_link"], []],
      ["zoe@gmx.de", ["magic_link"], []],
      ["dis@propel.example", ["magic_link"], []],
      ["loc@propel.example", ["magic_link"], []],
    ],
    changes: [joinable("saml-inc")],
    // The organization has no active Member with a verified address of the domain yet.
    after: [["zoe@saml.example", ["magic_link"], []]],
  },
  stytch: {
    counts: [2, 4],
    // Pages of Members repeat the organizations.
    leftOut: "1 duplicate",
    checked: "2 organizations, 4 Members, 1 edge, 2 counters",
    before: [
      ["sue@styx.example", ["password:member-password-test-1"], ["Styx: active_member"]],
      ["sue@styx.example", ["magic_link"], ["Lethe: active_member", "Styx: active_member"]],
      ["una@styx.example", ["project_password"], [`Styx: active_member, ${BY_MAIL}`]],
      ["ivy@styx.example", ["magic_link"], ["Styx: invited_member"]],
      ["zoe@styx.example", ["magic_link"], ["Styx: eligible_to_join_by_email_domain"]],
      ["zoe@lethe.example", ["magic_link"], []],
    ],
    changes: [],
    after: [],
  },
};
