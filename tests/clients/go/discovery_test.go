// Package discovery runs the official Go client against a running `cargo local`; see ../README.md.
package discovery

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stytchauth/stytch-go/v18/stytch/b2b/b2bstytchapi"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/discovery"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/discovery/organizations"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/sessions"
	"github.com/stytchauth/stytch-go/v18/stytch/stytcherror"
)

func client(t *testing.T, options ...b2bstytchapi.Option) *b2bstytchapi.API {
	return clientOf(t, local.ProjectID, local.Secret, options...)
}

func clientOf(t *testing.T, projectID, secret string, options ...b2bstytchapi.Option) *b2bstytchapi.API {
	t.Helper()
	options = append(options, b2bstytchapi.WithBaseURI(local.URL))
	api, err := b2bstytchapi.NewClient(projectID, secret, options...)
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func list(api *b2bstytchapi.API, arguments organizations.ListParams) (*organizations.ListResponse, error) {
	return api.Discovery.Organizations.List(context.Background(), &arguments)
}

func keySet(api *b2bstytchapi.API, projectID string) (*sessions.GetJWKSResponse, error) {
	return api.Sessions.GetJWKS(context.Background(), &sessions.GetJWKSParams{ProjectID: projectID})
}

func actualEntry(found discovery.DiscoveredOrganization) Entry {
	return Entry{
		Name:                found.Organization.OrganizationName,
		Type:                found.Membership.Type,
		Details:             found.Membership.Details,
		PrimaryRequired:     found.PrimaryRequired,
		MFARequired:         found.MFARequired,
		MemberAuthenticated: found.MemberAuthenticated,
	}
}

func expectedEntry(t *testing.T, parts []json.RawMessage) Entry {
	t.Helper()
	var entry Entry
	for i, into := range []any{&entry.Name, &entry.Type, &entry}[:len(parts)] {
		if err := json.Unmarshal(parts[i], into); err != nil {
			t.Fatal(err)
		}
	}
	entry.MemberAuthenticated = entry.PrimaryRequired == nil && entry.MFARequired == nil
	return entry
}

func checkResponse(t *testing.T, response *organizations.ListResponse, facts Expected) {
	t.Helper()
	equal(t, "status_code", response.StatusCode, int32(200))
	equal(t, "request_id", strings.HasPrefix(response.RequestID, "request-id-"), true)
	equal(t, "email_address", response.EmailAddress, facts.EmailAddress)
	equal(t, "organization_id_hint", response.OrganizationIDHint, facts.OrganizationIDHint)
	var got, want []Entry
	for _, found := range response.DiscoveredOrganizations {
		got = append(got, actualEntry(found))
		checkMember(t, found, facts.EmailAddress)
	}
	for _, parts := range facts.Organizations {
		want = append(want, expectedEntry(t, parts))
	}
	equal(t, "organizations", got, want)
}

func checkMember(t *testing.T, found discovery.DiscoveredOrganization, emailAddress string) {
	t.Helper()
	member := found.Membership.Member
	if strings.HasPrefix(found.Membership.Type, "eligible_to_join_by_") {
		equal(t, "member is null", member == nil, true)
	} else if member == nil {
		t.Error("member is null")
	} else {
		equal(t, "organization_id", member.OrganizationID, found.Organization.OrganizationID)
		equal(t, "email_address", member.EmailAddress, emailAddress)
	}
}

func checkError(t *testing.T, err error, statusCode int, errorType string) {
	t.Helper()
	var stytchError stytcherror.Error
	if !errors.As(err, &stytchError) {
		t.Fatalf("expected a stytcherror.Error with %s, got %v", errorType, err)
	}
	equal(t, "status_code", stytchError.StatusCode, statusCode)
	equal(t, "error_type", string(stytchError.ErrorType), errorType)
	equal(t, "request_id", strings.HasPrefix(stytchError.RequestID, "request-id-"), true)
	equal(t, "error_message is empty", stytchError.ErrorMessage == "", false)
	url := fmt.Sprintf("https://stytch.com/docs/api/errors/%d#%s", statusCode, errorType)
	equal(t, "error_url", string(stytchError.ErrorURL), url)
}

// arguments returns the arguments of a call with one credential of the session.
func arguments(session Session, credential string) organizations.ListParams {
	switch credential {
	case "intermediate_session_token":
		return organizations.ListParams{IntermediateSessionToken: session.IntermediateSessionToken}
	case "session_token":
		return organizations.ListParams{SessionToken: session.SessionToken}
	default:
		return organizations.ListParams{SessionJWT: session.SessionJWT}
	}
}

func checkSession(t *testing.T, session Session, credential string) {
	t.Helper()
	facts, found := expected[session.Name]
	if !found {
		t.Fatal("not in expected.json")
	}
	call := arguments(session, credential)
	if (call == organizations.ListParams{}) {
		t.Fatal("the session lacks this credential")
	}
	response, err := list(client(t, b2bstytchapi.WithSkipJWKSInitialization()), call)
	if facts.ErrorType != "" {
		checkError(t, err, cmp.Or(facts.StatusCode, 404), facts.ErrorType)
	} else if err != nil {
		t.Fatal(err)
	} else {
		checkResponse(t, response, facts)
	}
}

func TestSessions(t *testing.T) {
	run(t, "names", func(t *testing.T) {
		var names []string
		for _, session := range local.Sessions {
			names = append(names, session.Name)
		}
		slices.Sort(names)
		equal(t, "names", names, slices.Sorted(maps.Keys(expected)))
	})
	for _, session := range local.Sessions {
		for _, credential := range credentials[session.Kind] {
			run(t, session.Name+": "+credential, func(t *testing.T) { checkSession(t, session, credential) })
		}
	}
}

func TestEveryField(t *testing.T) {
	run(t, "every field is decoded", func(t *testing.T) {
		api := client(t, b2bstytchapi.WithSkipJWKSInitialization())
		response, err := list(api, arguments(demo(t, "every-field"), "intermediate_session_token"))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "entry", plain(t, response.DiscoveredOrganizations[0]), everyField(t))
	})
}

func TestErrors(t *testing.T) {
	for _, c := range errorCases {
		run(t, c.Case, func(t *testing.T) {
			if c.Arguments.SessionJWT == "{changed session_jwt}" {
				c.Arguments.SessionJWT = changedJWT()
			}
			projectID, secret := cmp.Or(c.ProjectID, local.ProjectID), cmp.Or(c.Secret, local.Secret)
			api := clientOf(t, projectID, secret, b2bstytchapi.WithSkipJWKSInitialization())
			_, err := list(api, c.Arguments)
			checkError(t, err, c.StatusCode, c.ErrorType)
		})
	}
}

func checkLocalValidation(t *testing.T, jwt string) {
	t.Helper()
	var claims struct{ Sub string }
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(jwt, ".")[1])
	if err == nil {
		err = json.Unmarshal(payload, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	session, err := client(t).Sessions.AuthenticateJWTLocal(context.Background(), jwt, time.Hour, nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "member_id", session.MemberID, claims.Sub)
}

// The client without WithSkipJWKSInitialization fetches the key set in its constructor, and validates JWTs with it.
func TestKeySet(t *testing.T) {
	for _, jwt := range jwts() {
		run(t, "session JWT is validated locally", func(t *testing.T) { checkLocalValidation(t, jwt) })
	}
	run(t, "JWT with another signature is refused locally", func(t *testing.T) {
		_, err := client(t).Sessions.AuthenticateJWTLocal(context.Background(), changedJWT(), time.Hour, nil)
		equal(t, "refused", err != nil, true)
	})
	run(t, "key set of the project", func(t *testing.T) {
		response, err := keySet(client(t), local.ProjectID)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "keys are empty", len(response.Keys) == 0, false)
		for _, key := range response.Keys {
			equal(t, "key", []any{key.Kty, key.Alg, key.Use, key.KeyOps}, []any{"RSA", "RS256", "sig", []string{"verify"}})
		}
	})
	run(t, "key set of another project", func(t *testing.T) {
		_, err := keySet(client(t), "project-test-99999999-9999-4999-8999-999999999999")
		checkError(t, err, 400, "invalid_project_id_authentication")
	})
}
