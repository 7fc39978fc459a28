# The settings of README.md, for Exchange Online PowerShell:
#   Connect-ExchangeOnline
#   ./hybrid.ps1 -Gateway hybrid.example.com -CloudAddress cloud.hybrid.example.com -Domain example.com
param (
    # The gateway's name, in its certificate.
    [Parameter(Mandatory)] [string] $Gateway,
    # The name of its address for Exchange Online.
    [Parameter(Mandatory)] [string] $CloudAddress,
    # The domain with mailboxes on both sides.
    [Parameter(Mandatory)] [string] $Domain
)
$ErrorActionPreference = "Stop"

# Who has no mailbox here has one on the other side.
Set-AcceptedDomain $Domain -DomainType InternalRelay

# Centralized transport: also what goes outside goes by the gateway.
New-OutboundConnector -Name "mailstamp: to our own server" `
    -ConnectorType OnPremises `
    -RecipientDomains "*" `
    -RouteAllMessagesViaOnPremises $true `
    -UseMXRecord $false `
    -SmartHosts $CloudAddress `
    -TlsSettings DomainValidation `
    -TlsDomain $Gateway `
    -CloudServicesMailEnabled $true

New-InboundConnector -Name "mailstamp: from our own server" `
    -ConnectorType OnPremises `
    -SenderDomains "*" `
    -RequireTls $true `
    -TlsSenderCertificateName $Gateway `
    -CloudServicesMailEnabled $true
