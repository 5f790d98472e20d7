using Microsoft.AspNetCore.RateLimiting;
using Technic.Web.Problems;

namespace Technic.Web;

/// <summary>What holds the work at a time down.</summary>
internal static class Limits
{
    /// <summary>The policy of scans.</summary>
    public const string Scans = "scans";

    public static void Configure(RateLimiterOptions limiter, TechnicWebOptions options)
    {
        limiter.AddConcurrencyLimiter(Scans, scans =>
        {
            scans.PermitLimit = options.ConcurrentScans;
            scans.QueueLimit = 0;
        });
        limiter.OnRejected = (rejected, _) => new ValueTask(Problem.Busy(options.ConcurrentScans).AnswerAsync(rejected.HttpContext));
    }
}
