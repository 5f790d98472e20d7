using Parquet;
using Parquet.Schema;
using Technic.Core.Reports;
using Technic.Core.Studies;

namespace Technic.Cli.Output;

/// <summary>The signals of a study in a file: CSV or Parquet, with the same columns.</summary>
internal static class StudyEventFile
{
    private const string ParquetExtension = ".parquet";

    /// <summary>Writes the file atomically.</summary>
    /// <exception cref="UsageException">The file cannot be written.</exception>
    public static async Task WriteAsync(string path, StudyResult study, Terminal terminal, CancellationToken cancellationToken)
    {
        using var file = OutputTarget.Open(path, terminal);
        if (path.EndsWith(ParquetExtension, StringComparison.OrdinalIgnoreCase))
            await WriteParquetAsync(file.Stream, study, cancellationToken).ConfigureAwait(false);
        else
            StudyCsv.WriteEvents(file.Text, study);
        file.Complete();
    }

    private static async Task WriteParquetAsync(Stream output, StudyResult study, CancellationToken cancellationToken)
    {
        StudyEvent[] events = [.. study.Events];
        var (date, symbol, entry) = (new DataField<DateOnly>("date"), new DataField<string>("symbol"), new DataField<double?>("entry"));
        DataField[] returns = [.. study.Request.Horizons.SelectMany(StudyCsv.Names).Select(name => new DataField<double?>(name))];
        var schema = new ParquetSchema([date, symbol, entry, .. returns]);
        await using var writer = await ParquetWriter.CreateAsync(schema, output, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        using var group = writer.CreateRowGroup();
        await group.WriteAsync<DateOnly>(date, Array.ConvertAll(events, row => row.Day), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        await group.WriteAsync(symbol, Array.ConvertAll(events, row => row.Symbol.Text)).ConfigureAwait(false);
        await WriteNumbersAsync(entry, row => row.EntryPrice).ConfigureAwait(false);
        for (var h = 0; h < study.Request.Horizons.Count; h++)
        {
            var horizon = h;
            await WriteNumbersAsync(returns[2 * h], row => row.Returns[horizon]).ConfigureAwait(false);
            await WriteNumbersAsync(returns[(2 * h) + 1], row => row.Excess[horizon]).ConfigureAwait(false);
        }

        Task WriteNumbersAsync(DataField field, Func<StudyEvent, double> value) => group.WriteAsync<double>(
            field, Array.ConvertAll(events, row => value(row) is var number && double.IsFinite(number) ? number : (double?)null),
            cancellationToken: cancellationToken);
    }
}
