using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Formulas;
using Technic.Core.Histories;
using Technic.Core.Market;
using Technic.Core.Market.Calendar;
using Technic.Core.Scans;

namespace Technic.Web.Requests;

/// <summary>Formulas at every bar of a symbol: the symbol in the path, the window and the formulas in the query.</summary>
/// <param name="Key">The window.</param>
/// <param name="Adjust">The form of the prices.</param>
/// <param name="Columns">The formulas with their names.</param>
/// <param name="Vocabulary">What their names can mean.</param>
internal sealed record RequestedSeries(
    PriceHistoryKey Key, PriceAdjustment Adjust, IReadOnlyList<FormulaColumn> Columns, FormulaVocabulary Vocabulary)
    : IBindableFromHttpContext<RequestedSeries>
{
    /// <summary>The fields of the query.</summary>
    public static ImmutableArray<ScanField> Fields { get; } =
        [.. ScanFields.History, .. ScanFields.All.Where(field => field.Name is "columns" or "formulas")];

    public static ValueTask<RequestedSeries?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var symbol = ScanFields.SymbolOf(context.Request.RouteValues);
        var request = FieldReader.OfQuery(context.Request.Query, Fields).Build();
        // In a chart a formula can have the name of a column.
        var columns = Parse(request.Columns);
        (request with { Columns = [] }).Validate(NewYork.Date(context.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow()));
        var options = context.RequestServices.GetRequiredService<TechnicWebOptions>();
        var vocabulary = RequestedFormula.VocabularyOf(request, options) with { HasRows = false };
        return ValueTask.FromResult<RequestedSeries?>(new RequestedSeries(request.KeyOf(symbol), request.Adjust, columns, vocabulary));
    }

    private static IReadOnlyList<FormulaColumn> Parse(IReadOnlyList<string> columns)
    {
        try
        {
            return FormulaColumn.ParseAll(columns, reserved: "date");
        }
        catch (FormulaException problem)
        {
            throw new ScanRequestException(problem.Sentence);
        }
    }
}
