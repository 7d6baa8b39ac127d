package discovery

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stytchauth/stytch-go/v18/stytch/b2b/discovery/organizations"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/mfa"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/sessions"
)

type Session struct {
	organizations.ListParams
	Name string `json:"name"`
	Kind string `json:"kind"`
}

type Expected struct {
	EmailAddress       string              `json:"email_address"`
	OrganizationIDHint string              `json:"organization_id_hint"`
	Organizations      [][]json.RawMessage `json:"organizations"`
	ErrorType          string              `json:"error_type"`
	StatusCode         int                 `json:"status_code"`
}

// Entry holds the compared fields of one discovered organization. Go's client decodes a null as a zero value.
type Entry struct {
	Name, Type          string
	Details             map[string]any            `json:"details"`
	PrimaryRequired     *sessions.PrimaryRequired `json:"primary_required"`
	MFARequired         *mfa.MFARequired          `json:"mfa_required"`
	MemberAuthenticated bool
}

type ErrorCase struct {
	Case       string                   `json:"case"`
	ProjectID  string                   `json:"project_id"`
	Secret     string                   `json:"secret"`
	Arguments  organizations.ListParams `json:"arguments"`
	StatusCode int                      `json:"status_code"`
	ErrorType  string                   `json:"error_type"`
}

var local struct {
	URL       string    `json:"url"`
	ProjectID string    `json:"project_id"`
	Secret    string    `json:"secret"`
	Sessions  []Session `json:"sessions"`
}

var credentials = map[string][]string{
	"intermediate": {"intermediate_session_token"},
	"member":       {"session_token", "session_jwt"},
}

var (
	expected       map[string]Expected
	errorCases     []ErrorCase
	passed, failed int
)

// TestMain reads the cases and prints the number of subtests that passed and failed.
func TestMain(m *testing.M) {
	read(os.Getenv("ORG_DISCOVERY_LOCAL"), &local)
	read("../expected.json", &expected)
	read("../errors.json", &errorCases)
	code := m.Run()
	fmt.Printf("go: %d passed, %d failed\n", passed, failed)
	os.Exit(code)
}

func read(path string, into any) {
	content, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(content, into)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run counts a subtest.
func run(t *testing.T, name string, test func(*testing.T)) {
	t.Run(name, func(t *testing.T) {
		t.Cleanup(func() {
			if t.Failed() {
				failed++
			} else {
				passed++
			}
		})
		test(t)
	})
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n  got    %#v\n  wanted %#v", what, got, want)
	}
}

// jwts returns the session JWTs of the demo.
func jwts() []string {
	var found []string
	for _, session := range local.Sessions {
		if session.SessionJWT != "" {
			found = append(found, session.SessionJWT)
		}
	}
	return found
}

// changedJWT returns a demo JWT with the first character of its signature changed. The last character may encode
// unused bits.
func changedJWT() string {
	jwt := jwts()[0]
	start := strings.LastIndex(jwt, ".") + 1
	changed := "A"
	if jwt[start] == 'A' {
		changed = "B"
	}
	return jwt[:start] + changed + jwt[start+1:]
}

// withoutZeros removes the fields with zero values, which Go's client decodes and encodes like missing ones.
func withoutZeros(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, field := range value {
			field = withoutZeros(field)
			isField := func(zero any) bool { return reflect.DeepEqual(field, zero) }
			if slices.ContainsFunc(zeros, isField) {
				delete(value, name)
			}
		}
	case []any:
		for _, element := range value {
			withoutZeros(element)
		}
	}
	return value
}

var zeros = []any{nil, false, "", map[string]any{}, []any{}}

// everyField returns the entry of the demo session every-field as the service sends it, without zero values and without
// the key that the client ignores.
func everyField(t *testing.T) map[string]any {
	t.Helper()
	token, err := json.Marshal(demo(t, "every-field").ListParams)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequest(http.MethodPost, local.URL+"/v1/b2b/discovery/organizations", bytes.NewReader(token))
	if err != nil {
		t.Fatal(err)
	}
	request.SetBasicAuth(local.ProjectID, local.Secret)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var body struct {
		Entries []map[string]any `json:"discovered_organizations"`
	}
	if err := json.NewDecoder(response.Body).Decode(&body); err != nil {
		t.Fatal(err)
	}
	equal(t, "entries", len(body.Entries), 1)
	delete(body.Entries[0]["organization"].(map[string]any), "scim_active_connections")
	return withoutZeros(body.Entries[0]).(map[string]any)
}

// plain returns an object of the client as JSON without zero values.
func plain(t *testing.T, value any) map[string]any {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	return withoutZeros(fields).(map[string]any)
}
