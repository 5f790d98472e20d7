using System.Text.Json.Serialization;

namespace Technic.Core.Rating;

/// <summary>The result of one rule.</summary>
/// <param name="Subscore">The subscore of its points.</param>
/// <param name="Rule">The rule and the side of its threshold, e.g. <c>RSI 14 above 65</c>.</param>
/// <param name="Value">The compared value; <c>null</c> if it is missing.</param>
/// <param name="Unit">The value's unit; empty for a plain number.</param>
/// <param name="Points">The points, including 0.</param>
public sealed record RuleOutcome(
    [property: JsonConverter(typeof(JsonStringEnumConverter<Subscore>))] Subscore Subscore, string Rule, double? Value, string Unit,
    int Points);

/// <summary>The explanation of a row's rating.</summary>
/// <param name="Outcomes">All rules, in order; the points of a subscore's rules add up to that subscore.</param>
/// <param name="Score">The score.</param>
/// <param name="Formula">
/// The rating calculated from the subscores, e.g. <c>100 × (3·3 + 3·2 + 2·0 + 1 + 1) ÷ 30 × (0.7 + 0.3 × 0.81) + 0 = 53.4</c>.
/// </param>
public sealed record RatingExplanation(IReadOnlyList<RuleOutcome> Outcomes, Score Score, string Formula);
