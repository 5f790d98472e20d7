namespace Technic.Core.Studies;

/// <summary>
/// How much a study is too good if it has only the symbols that still trade: one condition on all symbols, and on survivors.
/// </summary>
/// <param name="All">The study of all symbols that traded.</param>
/// <param name="Survivors">The study of those that trade on the last day; <c>null</c> if all of them do.</param>
public sealed record Survivorship(StudyResult All, StudyResult? Survivors)
{
    /// <summary>The condition: the start of a rise, of which every market has some.</summary>
    public const string Condition = "close crosses above sma(50)";

    /// <summary>The sessions after a signal.</summary>
    public const int Sessions = 20;

    /// <summary>Studies the condition on a market.</summary>
    /// <param name="market">The histories.</param>
    /// <param name="cancellationToken">Cancels the studies.</param>
    public static Survivorship Of(StudyMarket market, CancellationToken cancellationToken)
    {
        var study = new Study(market);
        var request = new StudyRequest { Scan = StudyRequest.EveryRow with { Where = Condition }, Horizons = [Sessions] };
        var all = study.Run(request, null, cancellationToken);
        return new Survivorship(all, market.HasSurvivorsOnly
            ? null
            : study.Run(request with { Universe = StudyUniverse.Survivors }, null, cancellationToken));
    }
}
