terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "project_id" {
  description = "The id of the project, which is the parameter ProjectId of the template."
  type        = string
}

variable "parameters" {
  description = "Other parameters of the template, such as { ExchangeEnabled = \"true\" }."
  type        = map(string)
  default     = {}
}

data "aws_s3_bucket" "release" {
  bucket = var.bucket
}

resource "aws_s3_object" "code" {
  for_each = local.code
  bucket   = var.bucket
  key      = each.value
  source   = "${var.release}/${each.key}"

  # CloudFormation needs the older objects if it rolls an update back, so Terraform deletes them after the update.
  lifecycle {
    create_before_destroy = true
  }
}

# In S3, because a template in a request has at most 51,200 bytes.
resource "aws_s3_object" "template" {
  bucket  = var.bucket
  key     = "org-discovery/${sha256(local.template)}/template.yaml"
  content = local.template

  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_cloudformation_stack" "org_discovery" {
  name         = "org-discovery"
  template_url = "https://${data.aws_s3_bucket.release.bucket_regional_domain_name}/${aws_s3_object.template.key}"
  parameters   = merge({ ProjectId = var.project_id }, var.parameters)
  # The template has roles, and SAM's transform expands it.
  capabilities = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
  depends_on   = [aws_s3_object.code]
}

output "api_url" {
  description = "The base URL for Stytch clients."
  value       = aws_cloudformation_stack.org_discovery.outputs["ApiUrl"]
}

output "sessions_table_name" {
  description = "The table to which the login service writes intermediate sessions."
  value       = aws_cloudformation_stack.org_discovery.outputs["SessionsTableName"]
}
