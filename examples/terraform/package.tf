# The release, prepared for CloudFormation: the function archives and the template in S3.

variable "release" {
  description = "The folder of the unpacked release archive."
  type        = string
  default     = "release"
}

variable "bucket" {
  description = "The name of an S3 bucket for the release, in the stack's Region."
  type        = string
}

locals {
  # CloudFormation reads code only from S3. A key contains the hash of its file: a function that did not change keeps its key, and
  # SAM publishes a version only for the others.
  code = {
    for name in ["discovery.zip", "exchange.zip"] :
    name => "org-discovery/${filesha256("${var.release}/${name}")}/${name}"
  }

  template = replace(
    replace(
      file("${var.release}/template.yaml"),
      "CodeUri: discovery.zip",
      "CodeUri: s3://${var.bucket}/${local.code["discovery.zip"]}",
    ),
    "CodeUri: exchange.zip",
    "CodeUri: s3://${var.bucket}/${local.code["exchange.zip"]}",
  )
}
