using System.Collections.Immutable;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Technic.Core.Formulas;
using Technic.Core.Formulas.Library;
using Technic.Core.Market;
using Technic.Core.Scans;
using Technic.Core.Scans.Requests;
using Technic.Core.Text;

namespace Technic.Web.Requests;

/// <summary>A formula to check: in the query of a GET, otherwise in the body.</summary>
/// <param name="Formula">The formula.</param>
/// <param name="Vocabulary">What its names can mean.</param>
/// <param name="Frequency">The length of a bar.</param>
internal sealed record RequestedFormula(FormulaText Formula, FormulaVocabulary Vocabulary, Frequency Frequency)
    : IBindableFromHttpContext<RequestedFormula>
{
    private static readonly string[] Uses = [.. Enum.GetNames<FormulaUse>().Select(name => name.ToLowerInvariant())];

    /// <summary>The fields of the request.</summary>
    public static ImmutableArray<ScanField> Fields { get; } =
    [
        new("formula", FieldKind.Text, "The formula.",
            (draft, given) => draft.Formula = draft.Formula with { Text = given.Text() }, (_, _) => { }),
        new("use", FieldKind.Text, "What it is for: where (a condition, the default), column (also for the order), or series (a chart).",
            (draft, given) => draft.Formula = draft.Formula with { Use = UseOf(given.Text()) }, (_, _) => { }) { Choices = Uses },
        .. ScanFields.All.Where(field => field.Name is "formulas" or "frequency"),
    ];

    public static async ValueTask<RequestedFormula?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var draft = HttpMethods.IsGet(context.Request.Method)
            ? FieldReader.OfQuery(context.Request.Query, Fields)
            : await OfBodyAsync(context).ConfigureAwait(false);
        return Of(draft, context.RequestServices.GetRequiredService<TechnicWebOptions>());
    }

    /// <summary>The formula of a draft.</summary>
    /// <exception cref="ScanRequestException">Named formulas of the request are invalid.</exception>
    public static RequestedFormula Of(ScanDraft draft, TechnicWebOptions options)
    {
        var (text, use) = draft.Formula;
        var request = draft.Build();
        var vocabulary = VocabularyOf(request, options) with { HasRows = use != FormulaUse.Series };
        var formula = new FormulaText(use.ToString().ToLowerInvariant(), text, MustBeCondition: use == FormulaUse.Where);
        return new RequestedFormula(formula, vocabulary, request.Frequency);
    }

    /// <summary>What names can mean: the functions and named formulas of the server, and the named formulas of a request.</summary>
    /// <exception cref="ScanRequestException">Those of the request are invalid.</exception>
    public static FormulaVocabulary VocabularyOf(ScanRequest request, TechnicWebOptions options) =>
        ScanColumns.Vocabulary with { Functions = options.MethodsOrBuiltIn.Functions, Library = LibraryOf(request, options) };

    private static FormulaLibrary LibraryOf(ScanRequest request, TechnicWebOptions options)
    {
        var library = FormulaLibrary.BuiltIn.With(options.Formulas);
        try
        {
            return request.Formulas.Length == 0 ? library : library.With(request.Formulas);
        }
        catch (FormulaException problem)
        {
            throw new ScanRequestException(problem.About("formulas").Sentence);
        }
    }

    private static FormulaUse UseOf(string word) => Array.IndexOf(Uses, word) is >= 0 and var use
        ? (FormulaUse)use
        : throw new ScanRequestException(
            $"Unknown use '{Printable.Of(word)}'{Suggestion.DidYouMean(word, Uses)}: expected {string.Join(", ", Uses)}.");

    private static async Task<ScanDraft> OfBodyAsync(HttpContext context)
    {
        using var permit = context.RequestServices.GetRequiredService<Permits>().TakeBody();
        return await FieldReader.OfBodyAsync(context.Request, Fields).ConfigureAwait(false);
    }
}
