namespace Technic.Core.Plans;

/// <summary>The capital and risk of a trade plan.</summary>
/// <param name="Account">The account, in dollars; above 0, at most <see cref="MaxAccount"/>. Default 10,000.</param>
/// <param name="RiskPercent">The maximum loss of one trade at its stop, in percent of the account; above 0, at most 100. Default 1.</param>
/// <param name="RewardRatio">The distance of the target in multiples of the stop distance; above 0, at most <see cref="MaxRewardRatio"/>.
/// Default 2.</param>
public sealed record RiskBudget(double Account = 10_000, double RiskPercent = 1, double RewardRatio = 2)
{
    public const double MaxAccount = 1e12;
    public const double MaxRewardRatio = 100;

    /// <summary>10,000 dollars, 1 %, 2.</summary>
    public static RiskBudget Default { get; } = new();

    /// <summary>The error message for an invalid budget; <c>null</c> when it is valid.</summary>
    public string? Complaint() =>
        Account is not (> 0 and <= MaxAccount) ? $"account must be above 0 and at most {MaxAccount:N0} dollars, not {Account}."
        : RiskPercent is not (> 0 and <= 100) ? $"riskPercent must be above 0 and at most 100 percent of the account, not {RiskPercent}."
        : RewardRatio is not (> 0 and <= MaxRewardRatio) ? $"rewardRatio must be above 0 and at most {MaxRewardRatio}, not {RewardRatio}."
        : null;
}
