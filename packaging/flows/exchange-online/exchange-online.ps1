# The settings of README.md, for Exchange Online PowerShell:
#   Connect-ExchangeOnline
#   ./exchange-online.ps1 -Gateway stamp.example.com -Group "mailstamp users"
param (
    # The gateway's name, in its certificate and in DNS.
    [Parameter(Mandatory)] [string] $Gateway,
    # Only the members' mail is stamped. Without it, everybody's.
    [string] $Group,
    # Mail that stays inside the company does not go to the gateway.
    [switch] $ExternalOnly
)
$ErrorActionPreference = "Stop"

New-OutboundConnector -Name "mailstamp: to the gateway" `
    -ConnectorType OnPremises `
    -IsTransportRuleScoped $true `
    -UseMXRecord $false `
    -SmartHosts $Gateway `
    -TlsSettings DomainValidation `
    -TlsDomain $Gateway `
    -CloudServicesMailEnabled $true

New-InboundConnector -Name "mailstamp: from the gateway" `
    -ConnectorType OnPremises `
    -SenderDomains "*" `
    -RequireTls $true `
    -TlsSenderCertificateName $Gateway `
    -CloudServicesMailEnabled $true

$scope = @{}
if ($Group) { $scope["FromMemberOf"] = $Group }
if ($ExternalOnly) { $scope["SentToScope"] = "NotInOrganization" }

New-TransportRule -Name "mailstamp: signature" `
    -Priority 0 `
    -Mode Enforce `
    -FromScope InOrganization `
    -SenderAddressLocation HeaderOrEnvelope `
    -RouteMessageOutboundConnector "mailstamp: to the gateway" `
    -ExceptIfHeaderMatchesMessageHeader "X-MailstampProcessed" `
    -ExceptIfHeaderMatchesPatterns "true" `
    -ExceptIfFromAddressMatchesPatterns "<>" `
    -ExceptIfMessageTypeMatches Calendaring `
    -RuleErrorAction Defer `
    -StopRuleProcessing $true `
    @scope
