using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Technic.Core.Storage;

namespace Technic.Core.Studies;

/// <summary>
/// The variants that were studied on the data of a source, as a document of its store: who tries many formulas finds one that looks good by
/// chance, so a study counts them.
/// </summary>
/// <param name="documents">The store.</param>
/// <param name="time">The clock.</param>
public sealed class StudyVariants(IDocumentStore documents, TimeProvider time)
{
    /// <summary>The name of the document.</summary>
    public const string DocumentName = "study/variants";

    /// <summary>The most variants that are kept; further ones are not stored.</summary>
    private const int Most = 10_000;

    private static readonly string AllSymbols = StudyIdentity.SymbolsOf(StudyRequest.EveryRow);

    /// <summary>Adds studies, and gives each what all variants make of it.</summary>
    /// <exception cref="HistoryStoreException">They were not stored.</exception>
    public async ValueTask<IReadOnlyList<StudyResult>> AddAsync(IReadOnlyList<StudyResult> studies, CancellationToken cancellationToken)
    {
        var known = await ReadAsync(cancellationToken).ConfigureAwait(false);
        foreach (var study in studies)
        {
            if (known.Count < Most || known.ContainsKey(IdOf(study))) known[IdOf(study)] = study.SessionSharpe;
        }
        var document = new StoredDocument(Encode(known), time.GetUtcNow());
        await documents.WriteDocumentAsync(DocumentName, document, cancellationToken).ConfigureAwait(false);
        return
        [
            .. studies.Select(study => study.With([.. known.Where(other => other.Key != IdOf(study)).Select(other => other.Value)])),
        ];
    }

    /// <summary>What makes a variant: the same study again is not another one.</summary>
    private static string IdOf(StudyResult study)
    {
        var request = study.Request;
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{study.Formula}|{study.From:O}|{study.To:O}|{request.Entry}|{request.Universe}|{study.Portfolio.Sessions}|{request.Trades}")
            + request.Scan.Methods.Identity;
        // Nothing for all symbols: such variants of earlier versions stay the same ones.
        if (StudyIdentity.SymbolsOf(request.Scan) is var symbols && symbols != AllSymbols) text += symbols;
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }

    private async ValueTask<Dictionary<string, double>> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await documents.ReadDocumentAsync(DocumentName, cancellationToken).ConfigureAwait(false);
        if (read.Outcome == StoreOutcome.Unavailable)
            throw new HistoryStoreException("The studied variants cannot be read now. Try again in a moment.");
        try
        {
            return read.Document is { } document ? Decode(document.Payload) : [];
        }
        catch (JsonException)
        {
            // A damaged document counts as none.
            return [];
        }
    }

    private static byte[] Encode(Dictionary<string, double> variants)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (id, sharpe) in variants)
            {
                if (double.IsFinite(sharpe)) json.WriteNumber(id, sharpe);
                else json.WriteNull(id);
            }
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static Dictionary<string, double> Decode(ReadOnlyMemory<byte> payload)
    {
        using var json = JsonDocument.Parse(payload);
        if (json.RootElement.ValueKind != JsonValueKind.Object) return [];
        return json.RootElement.EnumerateObject().ToDictionary(
            variant => variant.Name,
            variant => variant.Value.ValueKind == JsonValueKind.Number ? variant.Value.GetDouble() : double.NaN);
    }
}
