using System.Text.Json;

namespace Technic.Polygon.Tests;

public sealed class PolygonOptionsTests
{
    private static readonly PolygonOptions Good = new() { ApiKey = TestPolygon.Key };

    [Fact]
    public void The_defaults_and_a_key_are_enough() => Assert.Empty(Good.Validate());

    [Fact]
    public void The_free_plans_quota_is_the_default() => Assert.Equal(5, Good.RequestsPerMinute);

    [Fact]
    public void The_vendor_needs_a_key_and_the_error_names_the_setting() =>
        Assert.Contains("POLYGON_API_KEY", Assert.Single(new PolygonOptions().Validate()));

    [Fact]
    public void Another_address_may_do_without_a_key() =>
        Assert.Empty(new PolygonOptions { BaseAddress = new Uri("http://127.0.0.1:8080") }.Validate());

    [Fact]
    public void The_vendors_address_must_be_encrypted() =>
        Assert.Contains("https", Assert.Single((Good with { BaseAddress = new Uri("http://api.polygon.io") }).Validate()));

    [Theory]
    [InlineData("ftp://api.polygon.io")]
    [InlineData("/v2/aggs")]
    [InlineData("https://user:pass@api.polygon.io")]
    [InlineData("https://api.polygon.io/?apiKey=abc")]
    public void An_unusable_address_is_one_sentence(string address)
    {
        var complaint = Assert.Single((Good with { BaseAddress = new Uri(address, UriKind.RelativeOrAbsolute) }).Validate());

        Assert.EndsWith(".", complaint);
        Assert.DoesNotContain("pass@", complaint);
    }

    [Fact]
    public void A_key_with_a_line_end_in_it_is_refused_without_being_shown()
    {
        var complaint = Assert.Single((Good with { ApiKey = "abc\r\nX-Evil: 1" }).Validate());

        Assert.DoesNotContain("abc", complaint);
    }

    [Fact]
    public void Spaces_around_a_key_do_not_matter() => Assert.Equal("abc", new PolygonOptions { ApiKey = " abc\n" }.ApiKey);

    public static TheoryData<string, PolygonOptions> OutOfRange => new()
    {
        { "requests a minute", Good with { RequestsPerMinute = 0 } },
        { "requests a minute", Good with { RequestsPerMinute = -5 } },
        { "requests a minute", Good with { RequestsPerMinute = 1_000_000_000 } },
        { nameof(PolygonOptions.AttemptTimeout), Good with { AttemptTimeout = TimeSpan.Zero } },
        { nameof(PolygonOptions.TotalTimeout), Good with { TotalTimeout = TimeSpan.FromSeconds(1) } },
        { nameof(PolygonOptions.MaxRetries), Good with { MaxRetries = -1 } },
        { nameof(PolygonOptions.RetryDelay), Good with { RetryDelay = TimeSpan.Zero } },
        { nameof(PolygonOptions.RateLimitDelay), Good with { RateLimitDelay = TimeSpan.FromHours(1) } },
        { nameof(PolygonOptions.MaxRetryAfter), Good with { MaxRetryAfter = TimeSpan.FromSeconds(-1) } },
        { nameof(PolygonOptions.MaxPages), Good with { MaxPages = 0 } },
        { nameof(PolygonOptions.MaxAnswerBytes), Good with { MaxAnswerBytes = 10 } },
        { nameof(PolygonOptions.MaxConnections), Good with { MaxConnections = 0 } },
        { nameof(PolygonOptions.BreakerFailureRatio), Good with { BreakerFailureRatio = 0 } },
        { nameof(PolygonOptions.BreakerFailureRatio), Good with { BreakerFailureRatio = double.NaN } },
        { nameof(PolygonOptions.BreakerMinimumAttempts), Good with { BreakerMinimumAttempts = 1 } },
        { nameof(PolygonOptions.BreakerWindow), Good with { BreakerWindow = TimeSpan.Zero } },
        { nameof(PolygonOptions.BreakDuration), Good with { BreakDuration = TimeSpan.Zero } },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public void A_setting_out_of_range_is_named(string name, PolygonOptions options) =>
        Assert.Contains(name, Assert.Single(options.Validate()));

    [Fact]
    public void A_client_does_not_begin_with_settings_that_cannot_work()
    {
        using var http = PolygonServices.CreateHttpClient(Good);

        var error = Assert.Throws<ArgumentException>(() => new PolygonClient(
            http, Good with { MaxPages = 0 }, TimeProvider.System, new Technic.Testing.ListLogger<PolygonClient>()));

        Assert.Contains(nameof(PolygonOptions.MaxPages), error.Message);
    }

    [Theory]
    [InlineData("https://api.polygon.io", "polygon")]
    [InlineData("https://API.massive.com/", "polygon")]
    [InlineData("http://127.0.0.1:40123", "polygon@127.0.0.1")]
    [InlineData("https://Proxy.Example:8443/polygon", "polygon@proxy.example")]
    public void The_source_is_named_by_its_host_without_port(string address, string name) =>
        Assert.Equal(name, (Good with { BaseAddress = new Uri(address) }).SourceName);

    [Fact]
    public void The_key_is_in_no_text_form_of_the_settings()
    {
        Assert.DoesNotContain(TestPolygon.Key, Good.ToString());
        Assert.DoesNotContain(TestPolygon.Key, JsonSerializer.Serialize(Good));
    }
}
