package discovery

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"testing"

	"github.com/stytchauth/stytch-go/v18/stytch/b2b/b2bstytchapi"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/discovery/organizations"
	"github.com/stytchauth/stytch-go/v18/stytch/stytcherror"
)

type answer struct {
	Case   string `json:"case"`
	Kind   string `json:"kind"`
	Status int    `json:"status"`
	Body   string `json:"body"`
}

// presented is the class of an error and the field that contains the status code, or the returned response. No error of
// this client contains the body.
type presented struct {
	Error   string `json:"error"`
	Status  string `json:"status"`
	Body    string `json:"body"`
	Returns string `json:"returns"`
}

var gateway struct {
	Answers []answer                        `json:"answers"`
	Clients map[string]map[string]presented `json:"clients"`
}

// seen returns how the client presents the response or the error of a call.
func seen(response *organizations.ListResponse, err error, answer answer) presented {
	var stytchError stytcherror.Error
	var urlError *url.Error
	switch {
	case err == nil && reflect.DeepEqual(*response, organizations.ListResponse{}):
		return presented{Returns: "an empty response"}
	case err == nil:
		return presented{Returns: "a response"}
	case errors.As(err, &stytchError):
		if reflect.DeepEqual(stytchError, stytcherror.Error{StatusCode: answer.Status}) {
			return presented{Error: "stytcherror.Error", Status: "StatusCode"}
		}
		return presented{Error: stytchError.Error()}
	case errors.As(err, &urlError):
		return presented{Error: "*url.Error"}
	default:
		return presented{Error: "error"}
	}
}

func numberOfRequests(t *testing.T, base, token string) int {
	t.Helper()
	response, err := http.Get(base + "/requests")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	counts := make(map[string]int)
	if err := json.NewDecoder(response.Body).Decode(&counts); err != nil {
		t.Fatal(err)
	}
	return counts[token]
}

// TestGateway checks how the client presents the answers of a gateway.
func TestGateway(t *testing.T) {
	base := os.Getenv("ORG_DISCOVERY_GATEWAY")
	api, err := b2bstytchapi.NewClient(local.ProjectID, local.Secret,
		b2bstytchapi.WithBaseURI(base), b2bstytchapi.WithSkipJWKSInitialization())
	if err != nil {
		t.Fatal(err)
	}
	read("../gateway_errors.json", &gateway)
	for _, answer := range gateway.Answers {
		run(t, "answer: "+answer.Case, func(t *testing.T) {
			before := numberOfRequests(t, base, answer.Case)
			response, err := list(api, organizations.ListParams{IntermediateSessionToken: answer.Case})
			equal(t, "presented", seen(response, err, answer), gateway.Clients["Go"][answer.Kind])
			equal(t, "requests", numberOfRequests(t, base, answer.Case)-before, 1)
		})
	}
}
