using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Provider;

namespace Technic.Core.Universes;

/// <summary>The progress of an enrichment.</summary>
/// <param name="Requests">The number of requests of this run.</param>
/// <param name="Described">The number of symbols of this run that now have a sector or a capitalisation.</param>
/// <param name="Left">The number of symbols that still have no sector.</param>
/// <param name="IsQuotaUsed">Whether it ended because today's requests are used up.</param>
public sealed record EnrichmentProgress(int Requests, int Described, int Left, bool IsQuotaUsed);

/// <summary>
/// Requests the details of companies without a sector, one request for each symbol, within a daily limit. It resumes where it stopped:
/// every response is kept with its date, and a symbol without details is not requested again for a while.
/// </summary>
/// <param name="source">The provider.</param>
/// <param name="companies">The destination of the responses.</param>
/// <param name="time">The clock.</param>
public sealed class Enrichment(ICompanySource source, CompanyStore companies, TimeProvider time)
{
    /// <summary>The lifetime of a response, in days.</summary>
    public const int Life = 90;

    /// <summary>The number of responses that are stored at a time.</summary>
    private const int Batch = 25;

    /// <summary>Exchange-traded funds have no industry.</summary>
    private static readonly string[] TypesOfCompanies = ["CS", "ADRC"];

    /// <summary>
    /// Runs until no symbol is left, the day's requests are used up, or it is cancelled; the responses received so far are kept in any
    /// case.
    /// </summary>
    /// <param name="listings">The symbols, in the order of the requests.</param>
    /// <param name="perDay">The maximum number of requests for each New York day, including earlier runs.</param>
    /// <param name="report">Receives the progress.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <exception cref="PriceSourceException">The source failed.</exception>
    /// <exception cref="Storage.HistoryStoreException">The responses were not stored.</exception>
    public async Task<EnrichmentProgress> RunAsync(
        IReadOnlyList<Listing> listings, int perDay, Action<EnrichmentProgress> report, CancellationToken cancellationToken)
    {
        var today = NewYork.Date(time.GetUtcNow());
        var known = await companies.ReadAsync(cancellationToken).ConfigureAwait(false);
        var open = new Queue<Listing>(listings.Where(listing => IsWanted(listing, known, today)));
        var quota = perDay - known.Values.Count(company => company.AsOf == today && company.Origin == CompanyFacts.Details);
        var progress = new EnrichmentProgress(0, 0, open.Count, IsQuotaUsed: false);
        var answers = new List<CompanyFacts>(Batch);
        try
        {
            while (open.TryPeek(out var listing) && progress.Requests < quota)
            {
                var fetched = await SourceCall.RunAsync(
                    source, (own, token) => own.FetchCompanyAsync(listing.Symbol, token), cancellationToken).ConfigureAwait(false);
                open.Dequeue();
                answers.Add(CompanyFacts.Of(listing.Symbol, fetched.Company, today));
                var isDescribed = answers[^1] is { Sector: not null } or { MarketCap: not null };
                progress = progress with
                {
                    Requests = progress.Requests + fetched.Requests,
                    Described = progress.Described + (isDescribed ? 1 : 0),
                    Left = open.Count,
                };
                report(progress);
                if (answers.Count == Batch) await StoreAsync(cancellationToken).ConfigureAwait(false);
            }
            return progress with { IsQuotaUsed = open.Count > 0 };
        }
        finally
        {
            await StoreAsync(CancellationToken.None).ConfigureAwait(false);
        }

        async ValueTask StoreAsync(CancellationToken token)
        {
            if (answers.Count == 0) return;
            await companies.AddAsync(answers, token).ConfigureAwait(false);
            answers.Clear();
        }
    }

    private static bool IsWanted(Listing listing, IReadOnlyDictionary<Symbol, CompanyFacts> known, DateOnly today)
    {
        if (listing.Sector is not null || (listing.Type is { } type && !TypesOfCompanies.Contains(type))) return false;
        return !known.TryGetValue(listing.Symbol, out var company)
            || company.Origin != CompanyFacts.Details
            || company.AsOf.AddDays(Life) <= today;
    }
}
