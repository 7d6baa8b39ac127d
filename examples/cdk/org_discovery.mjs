import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { CfnStack, FileSystem, Stack } from "aws-cdk-lib";
import { Asset } from "aws-cdk-lib/aws-s3-assets";
import { Construct } from "constructs";

/**
 * A release of org-discovery, deployed as a nested stack.
 *
 * `release` is the folder of the unpacked archive. `parameters` are the template's parameters, as strings. Only `CodeUri` changes
 * in the template. `CfnInclude` cannot load it, because it refuses references such as `!Ref OrgDiscoveryFunction.Alias`.
 */
export class OrgDiscovery extends Construct {
  constructor(scope, id, { release, parameters }) {
    super(scope, id);
    const source = readFileSync(join(release, "template.yaml"), "utf8");
    const published = source.replaceAll(/(?<=^ +CodeUri: ).+\.zip$/gm, (file) => this.#publish(join(release, file), file));
    const path = join(FileSystem.mkdtemp("org-discovery-"), "template.yaml");
    writeFileSync(path, published);
    const template = new Asset(this, "template.yaml", { path });
    this.stack = new CfnStack(this, "Stack", { templateUrl: template.httpUrl, parameters });
  }

  /** Publishes the archive of a function, and returns its location as the value of `CodeUri`. JSON is valid YAML. */
  #publish(path, id) {
    const { s3BucketName, s3ObjectKey } = new Asset(this, id, { path });
    return JSON.stringify(Stack.of(this).resolve({ Bucket: s3BucketName, Key: s3ObjectKey }));
  }

  /** Returns an output of the template, such as `ApiUrl`. */
  output(name) {
    return this.stack.getAtt(`Outputs.${name}`).toString();
  }
}
