package main

import (
	"cmp"
	"context"
	"fmt"
	"log"
	"os"

	"github.com/stytchauth/stytch-go/v18/stytch/b2b/b2bstytchapi"
	"github.com/stytchauth/stytch-go/v18/stytch/b2b/discovery/organizations"
)

func main() {
	baseURL := cmp.Or(os.Getenv("ORG_DISCOVERY_URL"), "http://127.0.0.1:9000")
	client, err := b2bstytchapi.NewClient(
		"project-test-00000000-0000-4000-8000-00000000d3e0", "secret-test-demo-not-a-secret-for-local-use-only",
		b2bstytchapi.WithBaseURI(baseURL), b2bstytchapi.WithSkipJWKSInitialization())
	if err != nil {
		log.Fatal(err)
	}
	session := organizations.ListParams{IntermediateSessionToken: "demo-consultant-000000000000000000000000000="}
	response, err := client.Discovery.Organizations.List(context.Background(), &session)
	if err != nil {
		log.Fatal(err)
	}
	for _, found := range response.DiscoveredOrganizations {
		fmt.Println(found.Organization.OrganizationName)
	}
}
