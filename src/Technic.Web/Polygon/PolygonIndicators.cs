using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Technic.Core.Market;
using Technic.Web.Responses;

namespace Technic.Web.Polygon;

/// <summary>Polygon-compatible indicators, computed by <see cref="Technic.Indicators"/> from cached bars.</summary>
internal static class PolygonIndicators
{
    /// <summary>The values at the bars of a page, in the order of the response.</summary>
    /// <param name="Bars">All bars, ascending.</param>
    /// <param name="Values">The outputs one after another, a value for each bar.</param>
    /// <param name="Page">The indices of the page's bars.</param>
    /// <param name="HasMore">Whether there are more pages.</param>
    private sealed record Computed(IReadOnlyList<Bar> Bars, double[] Values, int[] Page, bool HasMore)
    {
        public static Computed Empty { get; } = new([], [], [], false);
    }

    /// <summary><c>/v1/indicators/sma/{ticker}</c>.</summary>
    public static Task<IResult> GetSmaAsync(PolygonCall call) => GetAsync(call, "sma");

    /// <summary><c>/v1/indicators/ema/{ticker}</c>.</summary>
    public static Task<IResult> GetEmaAsync(PolygonCall call) => GetAsync(call, "ema");

    /// <summary><c>/v1/indicators/rsi/{ticker}</c>.</summary>
    public static Task<IResult> GetRsiAsync(PolygonCall call) => GetAsync(call, "rsi");

    /// <summary><c>/v1/indicators/macd/{ticker}</c>.</summary>
    public static Task<IResult> GetMacdAsync(PolygonCall call) => GetAsync(call, "macd");

    private static async Task<IResult> GetAsync(PolygonCall call, string name)
    {
        var requested = RequestedIndicator.Of(call, name);
        var after = call.Query.AfterInstant;
        if (requested.Key(after, call.Clock.Take()) is not { } key) return Answer(call, requested, PolygonJson.Ok, Computed.Empty);
        var lookup = await call.LookUpAsync(key, requested.Adjust).ConfigureAwait(false);
        if (!lookup.Succeeded) return PolygonCall.Failed(lookup);
        return Answer(call, requested, PolygonJson.StatusOf(lookup), Compute(requested, lookup.History.Bars, after));
    }

    private static Computed Compute(RequestedIndicator requested, BarSeries series, long? after)
    {
        if (series.Count == 0) return Computed.Empty;
        var bars = requested.Aggregates.Of(series, requested.Aggregates.FirstOf(series.Times[0]));
        var prices = BarSeries.FromBars([.. bars]).Column(requested.Column);
        var outputs = requested.Function.Outputs.Length;
        var values = new double[bars.Count * outputs];
        requested.Function.Evaluate(default, prices, default, requested.Parameters, values);
        var (low, high) = (requested.From ?? long.MinValue, requested.To);
        if (after is { } last && requested.IsDescending) high = Math.Min(high, last - 1);
        else if (after is { } previous) low = Math.Max(low, previous + 1);
        var wanted = Enumerable.Range(0, bars.Count).Where(i => IsWithin(i) && HasValues(i));
        if (requested.IsDescending) wanted = wanted.Reverse();
        var page = wanted.Take(requested.Limit + 1).ToArray();
        return new Computed(bars, values, page.Length > requested.Limit ? page[..^1] : page, page.Length > requested.Limit);

        bool IsWithin(int bar) => Instants.Of(bars[bar].Time) is var at && at >= low && at <= high;

        bool HasValues(int bar)
        {
            for (var output = 0; output < outputs; output++)
            {
                if (double.IsNaN(values[(output * bars.Count) + bar])) return false;
            }
            return true;
        }
    }

    private static JsonResponse Answer(PolygonCall call, RequestedIndicator requested, string status, Computed computed) => new(json =>
    {
        json.WriteStartObject();
        json.WriteStartObject("results");
        WriteUnderlying(json, call, requested, computed);
        json.WriteStartArray("values");
        foreach (var bar in computed.Page) WriteValues(json, requested, computed, bar);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("status", status);
        json.WriteString("request_id", call.Context.TraceIdentifier);
        if (computed.HasMore)
            json.WriteString("next_url", call.Query.NextUrl(call.Context.Request, Instants.Of(computed.Bars[computed.Page[^1]].Time)));
        json.WriteEndObject();
    });

    private static void WriteValues(Utf8JsonWriter json, RequestedIndicator requested, Computed computed, int bar)
    {
        json.WriteStartObject();
        json.WriteNumber("timestamp", Instants.Of(computed.Bars[bar].Time));
        for (var output = 0; output < requested.Function.Outputs.Length; output++)
        {
            var name = requested.Function.Outputs[output].Name;
            json.WriteNumber(name.Length == 0 ? "value" : name, computed.Values[(output * computed.Bars.Count) + bar]);
        }
        json.WriteEndObject();
    }

    /// <summary>Writes the bars of the values and the window before them: their address, or on request themselves.</summary>
    private static void WriteUnderlying(Utf8JsonWriter json, PolygonCall call, RequestedIndicator requested, Computed computed)
    {
        json.WriteStartObject("underlying");
        if (computed.Page.Length > 0)
        {
            var last = requested.Function.Outputs.Length - 1;
            var first = Math.Max(0, computed.Page.Min() - requested.Function.FirstIndex(requested.Parameters, last));
            var used = computed.Bars.Skip(first).Take(computed.Page.Max() - first + 1).ToArray();
            json.WriteString("url", AddressOf(call, requested, used[0].Time, used[^1].Time));
            if (requested.IsExpanded)
            {
                json.WriteStartArray("aggregates");
                foreach (var bar in used)
                {
                    json.WriteStartObject();
                    PolygonJson.WriteBar(json, bar, Instants.Of(bar.Time));
                    json.WriteEndObject();
                }
                json.WriteEndArray();
            }
        }
        json.WriteEndObject();
    }

    private static string AddressOf(PolygonCall call, RequestedIndicator requested, BarTime first, BarTime last)
    {
        var request = call.Context.Request;
        var range = $"1/{requested.Aggregates.Timespan}/{Instants.Of(first)}/{Instants.Of(last)}";
        var form = requested.Adjust == PriceAdjustment.Splits ? "" : "adjusted=false&";
        var order = requested.IsDescending ? "desc" : "asc";
        return $"{request.Scheme}://{request.Host}{request.PathBase}/v2/aggs/ticker/{requested.Symbol}/range/{range}"
            + $"?{form}limit={RequestedAggregates.MaxBaseBars}&sort={order}";
    }
}
