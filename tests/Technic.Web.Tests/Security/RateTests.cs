using System.Net;
using Technic.Web.Security;

namespace Technic.Web.Tests.Security;

/// <summary>Rate limits per API key.</summary>
public sealed class RateTests : WebTest
{
    private static readonly string Eager = $"{ApiKey.New("eager", ApiRole.Read, out EagerSecret)}";
    private static readonly string Calm = $"{ApiKey.New("calm", ApiRole.Read, out CalmSecret)}";
    private static readonly string EagerSecret, CalmSecret;

    protected override TechnicWebOptions Options => new() { RequestsPerSecond = 1, Keys = KeyRing.Parse($"{Eager};{Calm}", "a test") };

    [Fact]
    public async Task Rate_limits_are_per_key()
    {
        var eager = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => AskAsync("/api/columns", EagerSecret)));
        using var calm = await AskAsync("/api/columns", CalmSecret);
        using var health = await AskAsync("/health/ready", EagerSecret);
        var refused = eager.First(answer => answer.StatusCode == HttpStatusCode.TooManyRequests);

        Assert.Equal(HttpStatusCode.OK, eager.Min(answer => answer.StatusCode));
        Assert.Equal("Rate limit exceeded (1 per second). Try again later.", await ProblemOf(refused, HttpStatusCode.TooManyRequests));
        Assert.NotNull(refused.Headers.RetryAfter);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (calm.StatusCode, health.StatusCode));
        foreach (var answer in eager) answer.Dispose();
    }

    private async Task<HttpResponseMessage> AskAsync(string path, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "X-API-Key", secret } } };
        return await Http.SendAsync(request);
    }
}
