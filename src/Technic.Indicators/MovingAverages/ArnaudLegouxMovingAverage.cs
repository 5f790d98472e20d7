namespace Technic.Indicators.MovingAverages;

/// <summary>
/// Arnaud Legoux moving average: the mean of the last n values with the weights exp(−(i − m)² ÷ (2 s²)), i = 0 … n − 1 from the oldest, m =
/// offset × (n − 1), s = n ÷ sigma. First value at index n − 1. One multiplication for each value of the window.
/// </summary>
/// <remarks>Arnaud Legoux and Dimitris Kouzis-Loukas, 2009. Convention: Stock.Indicators, ToAlma.</remarks>
internal sealed class ArnaudLegouxMovingAverage() : IndicatorFunction(new()
{
    Name = "alma",
    Family = FunctionFamilies.MovingAverages,
    Meaning = "Arnaud Legoux moving average",
    Formula =
        "the mean of the last n values with the weights exp(−(i − m)² ÷ (2 s²)), i = 0 … n − 1 from the oldest, m = " +
        "offset × (n − 1), s = n ÷ sigma",
    Source = "Arnaud Legoux and Dimitris Kouzis-Loukas, 2009. Convention: Stock.Indicators, ToAlma",
    Series = SeriesArguments.One,
    Parameters =
    [
        FunctionParameter.Bars("n", 9, 2),
        new("offset", 0.85, 0, 1, ParameterKind.Number),
        new("sigma", 6, 0.01, 1000, ParameterKind.Number),
    ],
    Outputs = [new("", "as x", "The average")],
})
{
    public override int FirstIndex(ReadOnlySpan<double> parameters, int output) => (int)parameters[0] - 1;

    protected override void Compute(in FunctionCall call)
    {
        var n = call.Whole(0);
        double middle = call.Parameters[1] * (n - 1), width = n / call.Parameters[2];
        using var scratch = Scratch.Rent(1, n);
        var weights = scratch[0];
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            weights[i] = Math.Exp(-((i - middle) * (i - middle)) / (2 * width * width));
            sum += weights[i];
        }
        for (var i = 0; i < n; i++) weights[i] = Quotient.Of(weights[i], sum);
        Averages.Convolve(call.X, weights, call.Output(0));
    }
}
