using Microsoft.Extensions.Configuration;

namespace Technic.ServiceDefaults.Tests;

public sealed class AccessTokensTests
{
    private static AccessTokens? Read(params (string Name, string Value)[] settings) => AccessTokens.From(
        new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(each => KeyValuePair.Create($"Technic:{each.Name}", (string?)each.Value))).Build());

    [Fact]
    public void Without_a_provider_no_tokens_are_accepted() => Assert.Null(Read(("TokenAuthority", " "), ("TokenAudience", "")));

    [Fact]
    public void The_defaults_are_a_claim_of_roles_with_the_names_of_the_roles()
    {
        var tokens = Read(("TokenAuthority", " https://id.example.org/realms/a "), ("TokenAudience", "technic"))!;

        Assert.Equal(("https://id.example.org/realms/a", "technic"), (tokens.Authority.AbsoluteUri, tokens.Audience));
        Assert.Equal(("roles", "read", "operate"), (tokens.RoleClaim, tokens.Read, tokens.Operate));
    }

    [Theory]
    [InlineData("http://localhost:8080")]
    [InlineData("http://127.0.0.1:8080/realms/a")]
    [InlineData("http://[::1]:8080")]
    public void A_provider_on_this_machine_may_use_http(string url) =>
        Assert.Equal(new Uri(url), Read(("TokenAuthority", url), ("TokenAudience", "technic"))!.Authority);

    [Theory]
    [InlineData("http://id.example.org")]
    [InlineData("id.example.org")]
    [InlineData("https://id.example.org?x=1")]
    [InlineData("https://me@id.example.org")]
    [InlineData("ftp://id.example.org")]
    public void Another_URL_is_reported_with_one_message(string url) => Assert.Equal(
        $"Invalid URL '{url}' in Technic:TokenAuthority: expected https, e.g. https://id.example.org, or http on this machine.",
        MessageOf(("TokenAuthority", url), ("TokenAudience", "technic")));

    [Fact]
    public void A_provider_without_an_audience_is_reported() => Assert.Equal(
        "Technic:TokenAuthority requires Technic:TokenAudience: without it, tokens for other services would be accepted.",
        MessageOf(("TokenAuthority", "https://id.example.org")));

    [Theory]
    [InlineData("TokenAudience")]
    [InlineData("TokenRoleClaim")]
    [InlineData("TokenRead")]
    [InlineData("TokenOperate")]
    public void A_setting_without_a_provider_is_reported(string name) => Assert.Equal(
        $"Technic:{name} requires Technic:TokenAuthority, the URL of an OpenID Connect provider.", MessageOf((name, "x")));

    [Theory]
    [InlineData("TokenRead", "a b", "Invalid value 'a b' in Technic:TokenRead: expected one role or scope, without spaces.")]
    [InlineData("TokenOperate", "read", "Technic:TokenRead and Technic:TokenOperate must differ: everyone who may read could operate.")]
    public void An_invalid_role_is_reported(string name, string value, string sentence) => Assert.Equal(
        sentence, MessageOf(("TokenAuthority", "https://id.example.org"), ("TokenAudience", "technic"), (name, value)));

    private static string MessageOf(params (string Name, string Value)[] settings) =>
        Assert.Throws<ServiceSettingsException>(() => Read(settings)).Message;
}
