/**
 * The properties whose change makes CloudFormation put another resource in the place of one, for every type that our
 * templates have. A reference to something replaced is a change, too.
 *
 * Source: `createOnlyProperties` of AWS's resource schemas, as the package aws-cdk 2.1148.1 carries them
 * (`causesReplacement` in its db.json.gz). Left out are properties that no template of ours sets. Marked lines are from
 * memory.
 */
export const REPLACING: Readonly<Record<string, readonly string[]>> = {
  'AWS::ApiGateway::Account': [],
  'AWS::ApiGateway::Authorizer': ['RestApiId'],
  'AWS::ApiGateway::Deployment': ['RestApiId'],
  'AWS::ApiGateway::GatewayResponse': ['ResponseType', 'RestApiId'],
  'AWS::ApiGateway::Method': ['HttpMethod', 'ResourceId', 'RestApiId'],
  'AWS::ApiGateway::Resource': ['ParentId', 'PathPart', 'RestApiId'],
  'AWS::ApiGateway::RestApi': [],
  'AWS::ApiGateway::Stage': ['RestApiId', 'StageName'],
  'AWS::CloudFront::Distribution': [],
  'AWS::CloudFront::Function': ['Name'],
  'AWS::CloudFront::OriginAccessControl': [],
  'AWS::CloudFront::ResponseHeadersPolicy': [],
  'AWS::CloudTrail::Trail': ['TrailName'],
  'AWS::CloudWatch::Alarm': ['AlarmName'],
  'AWS::CloudWatch::Dashboard': ['DashboardName'],
  'AWS::Cognito::ManagedLoginBranding': ['ClientId', 'UserPoolId'],
  // From memory: the schema names none, but Cognito changes none of these in a pool that exists.
  'AWS::Cognito::UserPool': ['AliasAttributes', 'UsernameAttributes', 'UsernameConfiguration'],
  'AWS::Cognito::UserPoolClient': ['GenerateSecret', 'UserPoolId'],
  'AWS::Cognito::UserPoolDomain': ['Domain', 'UserPoolId'],
  'AWS::Cognito::UserPoolGroup': ['GroupName', 'UserPoolId'],
  'AWS::Cognito::UserPoolIdentityProvider': ['ProviderName', 'ProviderType', 'UserPoolId'],
  'AWS::Cognito::UserPoolResourceServer': ['Identifier', 'UserPoolId'],
  'AWS::DynamoDB::Table': ['KeySchema', 'TableName'],
  'AWS::Events::Rule': ['EventBusName', 'Name'],
  'AWS::IAM::ManagedPolicy': ['Description', 'ManagedPolicyName', 'Path'],
  'AWS::IAM::Policy': [],
  'AWS::IAM::Role': ['Path', 'RoleName'],
  'AWS::KMS::Key': [],
  'AWS::Lambda::EventSourceMapping': ['EventSourceArn', 'StartingPosition'],
  'AWS::Lambda::Function': ['FunctionName', 'PackageType'],
  'AWS::Lambda::LayerVersion': ['Content', 'Description', 'LayerName'],
  'AWS::Lambda::Permission': ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  'AWS::Logs::Delivery': ['DeliveryDestinationArn', 'DeliverySourceName'],
  'AWS::Logs::DeliveryDestination': ['DestinationResourceArn', 'Name', 'OutputFormat'],
  'AWS::Logs::DeliverySource': ['Name'],
  'AWS::Logs::LogGroup': ['LogGroupName'],
  'AWS::Logs::MetricFilter': ['FilterName', 'LogGroupName'],
  'AWS::Logs::QueryDefinition': [],
  'AWS::S3::Bucket': ['BucketName', 'ObjectLockEnabled'],
  'AWS::S3::BucketPolicy': ['Bucket'],
  'AWS::SNS::Subscription': ['Endpoint', 'Protocol', 'TopicArn'],
  'AWS::SNS::Topic': ['FifoTopic', 'TopicName'],
  'AWS::SNS::TopicPolicy': [],
  'AWS::WAFv2::LoggingConfiguration': ['ResourceArn'],
  'AWS::WAFv2::WebACL': ['Name', 'Scope'],
  'AWS::WAFv2::WebACLAssociation': ['ResourceArn', 'WebACLArn'],
  // From memory: CloudFormation refuses a custom resource another function.
  'Custom::CDKBucketDeployment': ['ServiceToken'],
  'Custom::CrossRegionExportReader': ['ServiceToken'],
  'Custom::CrossRegionExportWriter': ['ServiceToken'],
  'Custom::S3AutoDeleteObjects': ['ServiceToken'],
  'Custom::TwilioPhoneNumber': ['ServiceToken'],
  'Custom::TwilioServices': ['ServiceToken'],
};

/**
 * What only one resource can have at a time. CloudFormation makes the new one before it deletes the old, so an update
 * fails when both have it. From memory.
 */
export const UNIQUE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  'AWS::ApiGateway::Resource': [['RestApiId', 'ParentId', 'PathPart']],
  'AWS::ApiGateway::Stage': [['RestApiId', 'StageName']],
  'AWS::CloudFront::Function': [['Name']],
  'AWS::CloudWatch::Dashboard': [['DashboardName']],
  'AWS::Cognito::UserPoolDomain': [['Domain'], ['UserPoolId']],
  'AWS::Cognito::UserPoolGroup': [['UserPoolId', 'GroupName']],
  'AWS::Cognito::UserPoolIdentityProvider': [['UserPoolId', 'ProviderName']],
  'AWS::Cognito::UserPoolResourceServer': [['UserPoolId', 'Identifier']],
  'AWS::DynamoDB::Table': [['TableName']],
  'AWS::Lambda::Function': [['FunctionName']],
  'AWS::Logs::DeliveryDestination': [['Name']],
  'AWS::Logs::DeliverySource': [['Name']],
  'AWS::Logs::LogGroup': [['LogGroupName']],
  'AWS::S3::Bucket': [['BucketName']],
};
