package discovery

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stytchauth/stytch-go/v18/stytch/b2b/b2bstytchapi"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/discovery/intermediatesessions"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/discovery/organizations"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/mfa"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/sessions"
)

const (
	organizationID = "organization-test-00000000-0000-4000-8000-00000000000"
	acme           = organizationID + "1"
	globex         = organizationID + "2"
	initech        = organizationID + "3"
	hooli          = organizationID + "4"
	unknown        = organizationID + "9"

	slug = "go"
	own  = "Own organization of go"
)

var (
	customClaims = map[string]any{"theme": "dark", "seats": []any{1.0, 2.5, nil}}
	memberRoles  = []string{"stytch_member"}
	creatorRoles = []string{"stytch_member", "stytch_admin"}
)

// exchangeResponse is the response of all three calls: their types have the same fields.
type exchangeResponse = intermediatesessions.ExchangeResponse

type person struct {
	EmailAddress string            `json:"email_address"`
	Sessions     map[string]string `json:"sessions"`
	EveryField   string            `json:"every_field"`
}

// exchangeTest holds the responses of the exchanges before the subtests: an exchange spends its session, so each session
// of the person is exchanged once.
type exchangeTest struct {
	api                       *b2bstytchapi.API
	person                    person
	joined, created, signedIn exchangeResponse
}

func (test *exchangeTest) exchange(params intermediatesessions.ExchangeParams) (exchangeResponse, error) {
	response, err := test.api.Discovery.IntermediateSessions.Exchange(context.Background(), &params)
	return *response, err
}

func (test *exchangeTest) exchangeToken(token, organization string) (exchangeResponse, error) {
	return test.exchange(intermediatesessions.ExchangeParams{
		IntermediateSessionToken: token,
		OrganizationID:           organization,
	})
}

func (test *exchangeTest) exchangeMemberSession(params sessions.ExchangeParams) (exchangeResponse, error) {
	response, err := test.api.Sessions.Exchange(context.Background(), &params)
	return exchangeResponse(*response), err
}

func (test *exchangeTest) create(token, slug string) (exchangeResponse, error) {
	response, err := test.api.Discovery.Organizations.Create(context.Background(), &organizations.CreateParams{
		IntermediateSessionToken: token,
		OrganizationName:         own,
		OrganizationSlug:         slug,
		TrustedMetadata:          map[string]any{"plan": "pro"},
	})
	return exchangeResponse(*response), err
}

// succeed returns a function that ends the test if a call failed, and returns the response.
func succeed(t *testing.T) func(exchangeResponse, error) exchangeResponse {
	t.Helper()
	return func(response exchangeResponse, err error) exchangeResponse {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return response
	}
}

// demo returns a demo session.
func demo(t *testing.T, name string) Session {
	t.Helper()
	for _, session := range local.Sessions {
		if session.Name == name {
			return session
		}
	}
	t.Fatalf("no demo session %s", name)
	return Session{}
}

// listing is an entry of the list: the membership type, and whether the session satisfies the organization's policies.
type listing struct {
	membershipType string
	authenticated  bool
}

func (test *exchangeTest) listed(t *testing.T, arguments organizations.ListParams) map[string]listing {
	t.Helper()
	response, err := list(test.api, arguments)
	if err != nil {
		t.Fatal(err)
	}
	entries := make(map[string]listing)
	for _, found := range response.DiscoveredOrganizations {
		entries[found.Organization.OrganizationName] = listing{found.Membership.Type, found.MemberAuthenticated}
	}
	return entries
}

func checkMemberAndOrganization(t *testing.T, response exchangeResponse) {
	t.Helper()
	equal(t, "status_code", response.StatusCode, int32(200))
	equal(t, "request_id", strings.HasPrefix(response.RequestID, "request-id-"), true)
	equal(t, "member_device is null", response.MemberDevice == nil, true)
	equal(t, "member_id is empty", response.MemberID == "", false)
	equal(t, "member_id", response.MemberID, response.Member.MemberID)
	equal(t, "organization_id", response.Member.OrganizationID, response.Organization.OrganizationID)
}

// checkJWT checks that the client validates the JWT, and reads the response's session from it.
func (test *exchangeTest) checkJWT(t *testing.T, response exchangeResponse) {
	t.Helper()
	session, err := test.api.Sessions.AuthenticateJWTLocal(context.Background(), response.SessionJWT, time.Hour, nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "session of the JWT", session, response.MemberSession)
}

// checkSignedIn checks a response with a new session, and lets the client validate its JWT.
func (test *exchangeTest) checkSignedIn(
	t *testing.T, response exchangeResponse, organization string, roles []string, length time.Duration,
	claims map[string]any,
) {
	t.Helper()
	checkMemberAndOrganization(t, response)
	equal(t, "member_authenticated", response.MemberAuthenticated, true)
	equal(t, "intermediate_session_token", response.IntermediateSessionToken, "")
	equal(t, "primary_required", response.PrimaryRequired, (*sessions.PrimaryRequired)(nil))
	equal(t, "mfa_required", response.MFARequired, (*mfa.MFARequired)(nil))
	equal(t, "organization_name", response.Organization.OrganizationName, organization)
	equal(t, "status", response.Member.Status, "active")
	equal(t, "email_address", response.Member.EmailAddress, test.person.EmailAddress)
	session := response.MemberSession
	if session == nil {
		t.Fatal("member_session is null")
	}
	equal(t, "member_id of the session", session.MemberID, response.MemberID)
	equal(t, "organization_id of the session", session.OrganizationID, response.Organization.OrganizationID)
	equal(t, "slug of the session", session.OrganizationSlug, response.Organization.OrganizationSlug)
	equal(t, "roles", session.Roles, roles)
	equal(t, "custom_claims", session.CustomClaims, claims)
	equal(t, "length", session.ExpiresAt.Sub(*session.StartedAt), length)
	test.checkJWT(t, response)
}

func checkFactorsRequired(t *testing.T, response exchangeResponse, token string) {
	t.Helper()
	checkMemberAndOrganization(t, response)
	equal(t, "member_authenticated", response.MemberAuthenticated, false)
	equal(t, "intermediate_session_token", response.IntermediateSessionToken, token)
	equal(t, "session_token", response.SessionToken, "")
	equal(t, "session_jwt", response.SessionJWT, "")
	equal(t, "member_session is null", response.MemberSession == nil, true)
}

func (test *exchangeTest) checkJoined(t *testing.T) {
	test.checkSignedIn(t, test.joined, "Acme", memberRoles, 30*time.Minute, customClaims)
	equal(t, "email_address_verified", test.joined.Member.EmailAddressVerified, true)
	var factors []string
	for _, factor := range test.joined.MemberSession.AuthenticationFactors {
		factors = append(factors, string(factor.Type))
	}
	equal(t, "factors", factors, []string{"magic_link"})
}

func (test *exchangeTest) checkLists(t *testing.T) {
	active := listing{"active_member", true}
	expected := map[string]listing{"Acme": active, own: active}
	for _, response := range []exchangeResponse{test.joined, test.created, test.signedIn} {
		token := organizations.ListParams{SessionToken: response.SessionToken}
		equal(t, "session_token", test.listed(t, token), expected)
		jwt := organizations.ListParams{SessionJWT: response.SessionJWT}
		equal(t, "session_jwt", test.listed(t, jwt), expected)
	}
}

func (test *exchangeTest) checkSpentSessions(t *testing.T) {
	for _, token := range test.person.Sessions {
		_, err := test.exchangeToken(token, acme)
		checkError(t, err, 404, "intermediate_session_not_found")
		_, err = test.create(token, "unused")
		checkError(t, err, 404, "intermediate_session_not_found")
		_, err = list(test.api, organizations.ListParams{IntermediateSessionToken: token})
		checkError(t, err, 404, "intermediate_session_not_found")
	}
}

func (test *exchangeTest) checkCreated(t *testing.T) {
	test.checkSignedIn(t, test.created, own, creatorRoles, time.Hour, map[string]any{})
	equal(t, "organization_slug", test.created.Organization.OrganizationSlug, slug)
	equal(t, "trusted_metadata", test.created.Organization.TrustedMetadata, map[string]any{"plan": "pro"})
	var roles []string
	for _, role := range test.created.Member.Roles {
		roles = append(roles, role.RoleID)
	}
	equal(t, "roles of the Member", roles, []string{"stytch_admin"})
}

func (test *exchangeTest) checkSignedInAgain(t *testing.T) {
	test.checkSignedIn(t, test.signedIn, own, creatorRoles, time.Hour, map[string]any{})
	equal(t, "member_id", test.signedIn.MemberID, test.created.MemberID)
	isFirst := test.signedIn.MemberSession.MemberSessionID == test.created.MemberSession.MemberSessionID
	equal(t, "the session is the first one", isFirst, false)
}

func (test *exchangeTest) checkMemberSession(t *testing.T, params sessions.ExchangeParams) {
	params.OrganizationID = test.created.Organization.OrganizationID
	response := succeed(t)(test.exchangeMemberSession(params))
	checkMemberAndOrganization(t, response)
	equal(t, "member_authenticated", response.MemberAuthenticated, true)
	equal(t, "member_id", response.MemberID, test.created.MemberID)
	equal(t, "the token is the presented one", response.SessionToken == test.joined.SessionToken, false)
	equal(t, "expires_at", response.MemberSession.ExpiresAt, test.joined.MemberSession.ExpiresAt)
	test.checkJWT(t, response)
}

func (test *exchangeTest) checkNotFound(t *testing.T) {
	token := demo(t, "consultant").IntermediateSessionToken
	for _, organization := range []string{hooli, unknown} {
		_, err := test.exchangeToken(token, organization)
		checkError(t, err, 404, "organization_not_found")
	}
	_, err := test.exchangeMemberSession(sessions.ExchangeParams{
		SessionToken:   test.joined.SessionToken,
		OrganizationID: globex,
	})
	checkError(t, err, 404, "organization_not_found")
}

func (test *exchangeTest) checkMissingSecondFactor(t *testing.T) {
	token := demo(t, "mfa-required").IntermediateSessionToken
	for range 2 {
		response := succeed(t)(test.exchangeToken(token, initech))
		checkFactorsRequired(t, response, token)
		equal(t, "primary_required", response.PrimaryRequired, (*sessions.PrimaryRequired)(nil))
		options := &mfa.MemberOptions{MFAPhoneNumber: "XXXXXXX1234"}
		equal(t, "mfa_required", response.MFARequired, &mfa.MFARequired{MemberOptions: options})
	}
}

func (test *exchangeTest) checkSecondFactorOfMemberSession(t *testing.T) {
	response := succeed(t)(test.exchangeMemberSession(sessions.ExchangeParams{
		SessionToken:   demo(t, "member-session").SessionToken,
		OrganizationID: initech,
	}))
	token := response.IntermediateSessionToken
	equal(t, "the token is empty", token == "", false)
	checkFactorsRequired(t, response, token)
	equal(t, "mfa_required is null", response.MFARequired == nil, false)
	entries := test.listed(t, organizations.ListParams{IntermediateSessionToken: token})
	equal(t, "Initech", entries["Initech"], listing{"active_member", false})
	checkFactorsRequired(t, succeed(t)(test.exchangeToken(token, initech)), token)
}

func (test *exchangeTest) checkMissingPrimaryFactor(t *testing.T) {
	token := demo(t, "github-unproven").IntermediateSessionToken
	response := succeed(t)(test.exchangeToken(token, globex))
	checkFactorsRequired(t, response, token)
	equal(t, "mfa_required", response.MFARequired, (*mfa.MFARequired)(nil))
	methods := []string{"magic_link", "email_otp", "google_oauth", "microsoft_oauth"}
	equal(t, "primary_required", response.PrimaryRequired, &sessions.PrimaryRequired{AllowedAuthMethods: methods})
}

func (test *exchangeTest) checkEveryField(t *testing.T) {
	response := succeed(t)(test.exchangeToken(test.person.EveryField, "umbrella"))
	equal(t, "member_authenticated", response.MemberAuthenticated, true)
	entry := everyField(t)
	equal(t, "member", plain(t, response.Member), entry["membership"].(map[string]any)["member"])
	equal(t, "organization", plain(t, response.Organization), entry["organization"])
}

func (test *exchangeTest) checkTakenSlug(t *testing.T) {
	_, err := test.create(demo(t, "consultant").IntermediateSessionToken, "acme")
	checkError(t, err, 400, "organization_slug_already_used")
}

// checkResponseWithoutMember creates an organization with a session that does not verify its address. The client
// decodes the nulls of the response as empty objects.
func (test *exchangeTest) checkResponseWithoutMember(t *testing.T) {
	token := demo(t, "github-unproven").IntermediateSessionToken
	response := succeed(t)(test.create(token, "unused"))
	equal(t, "member_authenticated", response.MemberAuthenticated, false)
	equal(t, "intermediate_session_token", response.IntermediateSessionToken, token)
	equal(t, "member_id", response.Member.MemberID, "")
	equal(t, "organization_id", response.Organization.OrganizationID, "")
	equal(t, "primary_required is null", response.PrimaryRequired == nil, false)
}

func TestExchange(t *testing.T) {
	var people map[string]person
	read(os.Getenv("ORG_DISCOVERY_CLIENT_SESSIONS"), &people)
	test := &exchangeTest{api: client(t), person: people[slug]}
	locale := intermediatesessions.ExchangeRequestLocaleEn
	test.joined = succeed(t)(test.exchange(intermediatesessions.ExchangeParams{
		IntermediateSessionToken: test.person.Sessions["join"],
		OrganizationID:           acme,
		SessionDurationMinutes:   30,
		SessionCustomClaims:      customClaims,
		Locale:                   &locale,
	}))
	test.created = succeed(t)(test.create(test.person.Sessions["create"], slug))
	test.signedIn = succeed(t)(test.exchangeToken(test.person.Sessions["sign_in"], slug))

	run(t, "eligible person joins", test.checkJoined)
	run(t, "new session lists active memberships", test.checkLists)
	run(t, "spent session is not found", test.checkSpentSessions)
	run(t, "organization is created", test.checkCreated)
	run(t, "created organization is entered with another session", test.checkSignedInAgain)
	run(t, "member session is exchanged by its session_token", func(t *testing.T) {
		test.checkMemberSession(t, sessions.ExchangeParams{SessionToken: test.joined.SessionToken})
	})
	run(t, "member session is exchanged by its session_jwt", func(t *testing.T) {
		test.checkMemberSession(t, sessions.ExchangeParams{SessionJWT: test.joined.SessionJWT})
	})
	run(t, "organization that is not listed is not found", test.checkNotFound)
	run(t, "missing second factor keeps the session", test.checkMissingSecondFactor)
	run(t, "missing second factor of a member session gives an intermediate session",
		test.checkSecondFactorOfMemberSession)
	run(t, "missing primary factor keeps the session", test.checkMissingPrimaryFactor)
	run(t, "every field is decoded", test.checkEveryField)
	run(t, "slug of another organization is an error", test.checkTakenSlug)
	run(t, "response without a Member has empty objects", test.checkResponseWithoutMember)
}
