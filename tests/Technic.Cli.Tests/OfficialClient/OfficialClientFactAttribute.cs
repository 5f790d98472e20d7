namespace Technic.Cli.Tests.OfficialClient;

/// <summary>A test with the official client. If it cannot be installed, the test is skipped with a reason.</summary>
public sealed class OfficialClientFactAttribute : FactAttribute
{
    public OfficialClientFactAttribute() => Skip = Client.Obstacle;
}
