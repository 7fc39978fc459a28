# The settings of README.md, for Exchange Online PowerShell, after ../exchange-online's:
#   ./smart-host.ps1 -SmartHost smarthost.example.net -Addresses 192.0.2.30
param (
    # The smart host's name, in its certificate and in DNS.
    [Parameter(Mandatory)] [string] $SmartHost,
    # The addresses from which it hands mail back; none if it delivers.
    [string[]] $Addresses = @()
)
$ErrorActionPreference = "Stop"

New-OutboundConnector -Name "smart host" `
    -ConnectorType Partner `
    -IsTransportRuleScoped $true `
    -UseMXRecord $false `
    -SmartHosts $SmartHost `
    -TlsSettings DomainValidation `
    -TlsDomain $SmartHost

$back = @{}
if ($Addresses) {
    New-InboundConnector -Name "from the smart host" `
        -ConnectorType OnPremises `
        -SenderDomains "*" `
        -RequireTls $true `
        -SenderIPAddresses $Addresses
    $back["ExceptIfSenderIpRanges"] = $Addresses
    Set-TransportRule "mailstamp: signature" @back
}

New-TransportRule -Name "smart host" `
    -Priority 1 `
    -Mode Enforce `
    -FromScope InOrganization `
    -SentToScope NotInOrganization `
    -SenderAddressLocation HeaderOrEnvelope `
    -SetHeaderName "X-AntiLoop-Smarthost" `
    -SetHeaderValue "true" `
    -RouteMessageOutboundConnector "smart host" `
    -ExceptIfHeaderMatchesMessageHeader "X-AntiLoop-Smarthost" `
    -ExceptIfHeaderMatchesPatterns "true" `
    -RuleErrorAction Defer `
    -StopRuleProcessing $true `
    @back
