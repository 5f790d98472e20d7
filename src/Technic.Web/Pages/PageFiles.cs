using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Technic.Web.Pages;

/// <summary>
/// The static files of the pages: scripts, styles, fonts. They are embedded in the library. Their URLs contain a version, a hash of all
/// contents, so that browsers can cache them indefinitely and scripts import scripts of the same version.
/// </summary>
internal sealed class PageFiles
{
    private const string Folder = "wwwroot/";

    private static readonly FrozenDictionary<string, string> ContentTypes = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".mjs"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
        [".woff2"] = "font/woff2",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, PageFile> _files;

    private PageFiles(FrozenDictionary<string, PageFile> files, string version) => (_files, Version) = (files, version);

    /// <summary>All files.</summary>
    public static PageFiles All { get; } = Load();

    /// <summary>The common version of all files.</summary>
    public string Version { get; }

    /// <summary>The paths of all files, e.g. <c>js/scan.js</c>.</summary>
    public IEnumerable<string> Paths => _files.Keys;

    /// <summary>Returns a file by its path; <c>null</c> if it does not exist.</summary>
    public PageFile? Find(string path) => _files.GetValueOrDefault(path);

    /// <summary>Returns the URL of a file.</summary>
    /// <exception cref="ArgumentException">The file does not exist.</exception>
    public string Address(string path) =>
        _files.ContainsKey(path)
            ? $"/assets/{Version}/{path}"
            : throw new ArgumentException($"Unknown page file '{path}'.", nameof(path));

    private static PageFiles Load()
    {
        var assembly = typeof(PageFiles).Assembly;
        var files = new Dictionary<string, PageFile>();
        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var names = assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal));
        foreach (var name in names.Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var content = new byte[stream.Length];
            stream.ReadExactly(content);
            all.AppendData(content);
            var contentType = ContentTypes.GetValueOrDefault(Path.GetExtension(name), "text/plain; charset=utf-8");
            files.Add(name[Folder.Length..], new PageFile(content, contentType));
        }
        return new PageFiles(files.ToFrozenDictionary(), Convert.ToHexStringLower(all.GetHashAndReset().AsSpan(0, 6)));
    }
}

/// <summary>A static file or a rendered page.</summary>
internal sealed class PageFile(byte[] content, string contentType)
{
    // Compressed once, on first use.
    private readonly Lazy<byte[]> _compressed = new(() => Compress(content));

    public byte[] Content => content;

    public string ContentType => contentType;

    /// <summary>The content, compressed with Brotli.</summary>
    public byte[] Compressed => _compressed.Value;

    /// <summary>Whether to compress the file. Fonts are already compressed.</summary>
    public bool IsText => !contentType.StartsWith("font/", StringComparison.Ordinal);

    /// <summary>The entity tag, including quotes.</summary>
    public string Tag { get; } = $"\"{Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, 12))}\"";

    private static byte[] Compress(byte[] content)
    {
        using var output = new MemoryStream();
        using (var brotli = new BrotliStream(output, new BrotliCompressionOptions { Quality = 6 })) brotli.Write(content);
        return output.ToArray();
    }
}
