import { App, CfnOutput, Stack } from "aws-cdk-lib";
import { Table } from "aws-cdk-lib/aws-dynamodb";
import { ManagedPolicy, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";

import { OrgDiscovery } from "./org_discovery.mjs";

const app = new App();
const stack = new Stack(app, "Product");

const alarms = new Topic(stack, "Alarms");
const discovery = new OrgDiscovery(stack, "OrgDiscovery", {
  release: app.node.getContext("release"),
  parameters: {
    ProjectId: app.node.getContext("projectId"),
    AlarmTopicArn: alarms.topicArn,
  },
});

// For the role of the login service, which writes an intermediate session after a sign-in.
const sessions = Table.fromTableName(stack, "Sessions", discovery.output("SessionsTableName"));
new ManagedPolicy(stack, "WriteSessions", {
  statements: [new PolicyStatement({ actions: ["dynamodb:PutItem"], resources: [sessions.tableArn] })],
});

// The base URL for your backend's Stytch client, and the nested stack for `orgctl --stack-outputs`.
new CfnOutput(stack, "DiscoveryUrl", { value: discovery.output("ApiUrl") });
new CfnOutput(stack, "DiscoveryStack", { value: discovery.stack.ref });
