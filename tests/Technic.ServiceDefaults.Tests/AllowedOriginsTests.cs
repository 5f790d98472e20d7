namespace Technic.ServiceDefaults.Tests;

public sealed class AllowedOriginsTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("https://lab.example.org", "https://lab.example.org")]
    [InlineData("HTTPS://Lab.Example.org/, http://localhost:8888", "https://lab.example.org http://localhost:8888")]
    [InlineData("https://lab.example.org:443,http://a:80,http://b:8080", "https://lab.example.org http://a http://b:8080")]
    [InlineData("https://bücher.example", "https://xn--bcher-kva.example")]
    [InlineData("http://[::1]:8888", "http://[::1]:8888")]
    public void Origins_are_as_browsers_send_them(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', AllowedOrigins.Parse(text, "--origins").All));

    [Theory]
    [InlineData("*", "--origins cannot contain *: every web site could use this server.")]
    [InlineData("lab.example.org", "Invalid origin 'lab.example.org' in --origins: expected scheme, host and port, e.g. ")]
    [InlineData("https://lab.example.org/notebooks", "Invalid origin 'https://lab.example.org/notebooks' in --origins: ")]
    [InlineData("https://lab.example.org?x=1", "Invalid origin 'https://lab.example.org?x=1' in --origins: ")]
    [InlineData("https://lab.example.org#x", "Invalid origin ")]
    [InlineData("https://me@lab.example.org", "Invalid origin ")]
    [InlineData("ftp://lab.example.org", "Invalid origin ")]
    [InlineData("null", "Invalid origin ")]
    [InlineData("https://a.example,https://*.example.org", "Invalid origin 'https://*.example.org'")]
    public void A_malformed_origin_is_reported_with_one_message(string text, string sentence) =>
        Assert.StartsWith(
            sentence, Assert.Throws<ServiceSettingsException>(() => AllowedOrigins.Parse(text, "--origins")).Message,
            StringComparison.Ordinal);
}
