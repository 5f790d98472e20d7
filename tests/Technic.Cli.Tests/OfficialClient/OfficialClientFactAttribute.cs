namespace Technic.Cli.Tests.OfficialClient;

/// <summary>A test with the official client; where it cannot be installed, the test is skipped and says why.</summary>
public sealed class OfficialClientFactAttribute : FactAttribute
{
    public OfficialClientFactAttribute() => Skip = Client.Obstacle;
}
