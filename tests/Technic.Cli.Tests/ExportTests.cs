using System.IO.Compression;
using System.Text;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace Technic.Cli.Tests;

/// <summary>Formats of the output for other tools, the export of the price store, and sources that read the files of others.</summary>
public sealed class ExportTests : ProgramTests
{
    private string Bars => WriteBars("bars.csv", [.. Rising("AAA"), .. Rising("BRK.B")]);

    [Fact]
    public async Task Rows_and_bars_go_to_Arrow_and_Parquet_files_with_the_values_of_JSON()
    {
        var (rows, bars, parquet) = (Folder.File("rows.arrow"), Folder.File("bars.arrow"), Folder.File("rows.parquet"));
        string[] scan = ["scan", "--csv", Bars, "--data", Data, "--columns", "symbol,close,sma20,asOf"];

        var json = (await RunAsync([.. scan, "--format", "json"])).Succeeded().Json;
        (await RunAsync([.. scan, "--format", "arrow", "--output", rows])).Succeeded();
        (await RunAsync([.. scan, "--format", "parquet", "--output", parquet])).Succeeded();
        (await RunAsync("history", "AAA", "--csv", Bars, "--data", Data, "--format", "arrow", "--output", bars)).Succeeded();

        using var rowBatch = ReadArrow(rows);
        using var barBatch = ReadArrow(bars);
        Assert.Equal(["symbol", "close", "sma20", "asOf"], rowBatch.Schema.FieldsList.Select(field => field.Name));
        Assert.Equal(
            json.At("runs.0.rows").EnumerateArray().Select(row => (double?)row.GetProperty("sma20").GetDouble()),
            (DoubleArray)rowBatch.Column("sma20"));
        Assert.Equal(DateOnly.Parse(LastDay), ((Date32Array)rowBatch.Column("asOf")).GetDateOnly(0));
        Assert.Equal(LastDay, rowBatch.Schema.Metadata["technic.asOf"]);
        Assert.Equal(80, barBatch.Length);
        Assert.Equal("PAR1"u8.ToArray(), (await File.ReadAllBytesAsync(parquet))[..4]);
    }

    [Theory]
    [InlineData("rows.parquet", "PAR1")]
    [InlineData("rows.arrow", "ARROW1")]
    [InlineData("rows.FEATHER", "ARROW1")]
    [InlineData("rows.csv", "symbol,close\n")]
    [InlineData("rows.json", "{")]
    [InlineData("rows.txt", "symbol   close")]
    public async Task Without_a_format_the_extension_of_the_file_decides(string name, string beginning)
    {
        var file = Folder.File(name);

        (await RunAsync("scan", "--csv", Bars, "--data", Data, "--columns", "symbol,close", "--output", file)).Succeeded();

        Assert.StartsWith(beginning, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_format_that_a_command_does_not_write_is_refused_by_the_extension_too()
    {
        var file = Folder.File("columns.parquet");

        (await RunAsync("columns", "--output", file))
            .FailedWith(2, "This command does not write parquet files (.parquet): --format is table, json, csv.");
        (await RunAsync("columns", "--output", file, "--format", "csv")).Succeeded();

        Assert.StartsWith("name,", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_export_is_imported_and_exported_again_without_a_difference()
    {
        var splits = Folder.Write("splits.csv", "symbol,execution_date,ratio\nAAA,2024-05-01,2\n");
        (await RunAsync("import", Bars, "--splits", splits, "--data", Data)).Succeeded();
        var (first, second, copy) = (Folder.File("first"), Folder.File("second"), Folder.File("copy"));

        var exported = (await RunAsync("export", "--parquet", first, "--data", Data)).Succeeded();
        var imported = (await RunAsync("import", first, "--data", copy)).Succeeded();
        (await RunAsync("export", "--parquet", second, "--data", copy)).Succeeded();

        Assert.StartsWith(
            "80 days exported, 2024-03-06 to 2024-06-28: 160 bars, 1 split, 0 dividends.", exported.Output, StringComparison.Ordinal);
        Assert.Contains(
            "160 daily bars, 2024-03-06 to 2024-06-28.\n1 split from 2024-03-06 imported.", imported.Output, StringComparison.Ordinal);
        foreach (var file in new[] { "days/year=2024/days.parquet", "splits.parquet" })
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(first, file)), await File.ReadAllBytesAsync(Path.Combine(second, file)));
        string[] history = ["history", "AAA", "--format", "csv", "--as-of", LastDay];
        Assert.Equal(
            (await RunAsync([.. history, "--data", Data])).Succeeded().Output,
            (await RunAsync([.. history, "--parquet", first, "--data", Folder.File("other")])).Succeeded().Output);
    }

    [Fact]
    public async Task Mistakes_of_an_export_are_one_message()
    {
        (await RunAsync("export", "--data", Data)).FailedWith(2, "'technic export' requires --parquet DIR.");
        (await RunAsync("export", "--parquet", Folder.File("x"), "--data", Data)).FailedWith(2, "There is no price store at ");
        (await RunAsync("export", "--parquet", "x", "--from", "2026-02-01", "--to", "2026-01-01"))
            .FailedWith(2, "--from must not be after --to.");
        (await RunAsync("import", Folder.Write("bars.parquet", "not parquet"), "--data", Data)).FailedWith(2, "cannot be read as Parquet");
        (await RunAsync("scan", "--csv", Bars, "--plan", "--format", "arrow")).FailedWith(2, "--plan requires --format table or json.");
    }

    [Fact]
    public async Task A_bulk_file_of_Stooq_is_scanned_and_the_scan_says_what_its_prices_are()
    {
        var zip = Folder.File("d_us_txt.zip");
        using (var archive = ZipFile.Open(zip, ZipArchiveMode.Create))
        {
            foreach (var (name, ticker) in new[] { ("nasdaq stocks/1/aaa.us.txt", "AAA"), ("nyse stocks/1/brk-b.us.txt", "BRK.B") })
            {
                using var entry = archive.CreateEntry($"data/daily/us/{name}").Open();
                var rows = Rising(ticker).Select(row => row.Split(','))
                    .Select(bar => $"{ticker}.US,D,{bar[1].Replace("-", "")},000000,{string.Join(',', bar[2..])},0");
                entry.Write(Encoding.ASCII.GetBytes(string.Join('\n', rows.Prepend(
                    "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>")) + "\n"));
            }
        }

        var scan = (await RunAsync("scan", "--stooq", zip, "--data", Data, "--format", "json")).Succeeded();
        var same = (await RunAsync("scan", "--csv", Bars, "--data", Data, "--format", "json")).Succeeded();

        Assert.Contains("adjusted by Stooq for splits and dividends", scan.Error, StringComparison.Ordinal);
        Assert.Equal(["AAA", "BRK.B"], scan.Json.At("runs.0.rows").Each("symbol").Order());
        Assert.Equal(Averages(same), Averages(scan));

        static double[] Averages(TechnicResult result) =>
            [.. result.Json.At("runs.0.rows").EnumerateArray().Select(row => row.GetProperty("sma20").GetDouble())];
    }

    [Theory]
    [InlineData("Alpaca needs an API key: set APCA_API_KEY_ID and APCA_API_SECRET_KEY, or pass them in code.", "--source", "alpaca")]
    [InlineData("Tiingo needs an API key: set TIINGO_API_KEY, or pass the key in code.", "--source", "tiingo")]
    [InlineData("--source stooq requires --stooq FILE.", "--source", "stooq")]
    [InlineData("--source parquet requires --parquet PATH.", "--source", "parquet")]
    [InlineData("--stooq cannot be combined with --source synthetic.", "--source", "synthetic", "--stooq", "x.zip")]
    [InlineData("File not found: 'missing.zip'.", "--stooq", "missing.zip")]
    [InlineData("'missing.parquet' cannot be read as Parquet", "--parquet", "missing.parquet")]
    [InlineData("--tiingo-url must be a URL that begins with https:// or http://.", "--tiingo-url", "nowhere")]
    public async Task A_source_that_cannot_be_used_says_why(string message, params string[] options) =>
        (await RunAsync(["scan", .. options, "--data", Data])).FailedWith(2, message);

    private static RecordBatch ReadArrow(string path)
    {
        using var reader = new ArrowFileReader(File.OpenRead(path));
        return reader.ReadNextRecordBatch();
    }
}
