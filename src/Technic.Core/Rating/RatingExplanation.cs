namespace Technic.Core.Rating;

/// <summary>What one rule found and gave.</summary>
/// <param name="Subscore">The subscore its points count for.</param>
/// <param name="Rule">The rule and which side of its threshold the value is on, e.g. <c>RSI 14 above 65</c>.</param>
/// <param name="Value">What was compared; <c>null</c> if the value is missing.</param>
/// <param name="Unit">The value's unit; empty for a plain number.</param>
/// <param name="Points">What it gave, 0 included.</param>
public sealed record RuleOutcome(Subscore Subscore, string Rule, double? Value, string Unit, int Points);

/// <summary>Why a row is rated as it is.</summary>
/// <param name="Outcomes">Every rule, in order; the points of a subscore's rules add up to that subscore.</param>
/// <param name="Score">The score they add up to.</param>
/// <param name="Formula">The rating worked out from the subscores, e.g. <c>100 × (3·3 + 3·2 + 2·0 + 1 + 1) ÷ 30 × (0.7 + 0.3 × 0.81) + 0 = 53.4</c>.</param>
public sealed record RatingExplanation(IReadOnlyList<RuleOutcome> Outcomes, Score Score, string Formula);
