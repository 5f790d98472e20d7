using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Technic.Web.Problems;
using Technic.Web.Security;

namespace Technic.Web;

/// <summary>Limits the request rate of each caller.</summary>
internal static class Limits
{
    public static void Configure(RateLimiterOptions limiter, TechnicWebOptions options)
    {
        limiter.OnRejected = (rejected, _) => new ValueTask(Problem.TooFast(options.RequestsPerSecond).AnswerAsync(rejected.HttpContext));
        if (options.RequestsPerSecond == 0) return;
        limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(context =>
            RateLimitPartition.GetTokenBucketLimiter(context.Caller().Name ?? "", _ => new TokenBucketRateLimiterOptions
            {
                // A page sends many requests when it loads and few afterwards.
                TokenLimit = 2 * options.RequestsPerSecond,
                TokensPerPeriod = options.RequestsPerSecond,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }));
    }
}
