using System.Text.Json.Serialization;
using Technic.Core.Histories;
using Technic.Core.Scans;
using Technic.Grains.Messages;

namespace Technic.Grains.Serialization;

/// <summary>Core's small types as they travel between silos and clients: JSON, so that a cluster of two versions understands itself. Rows and histories have binary layouts of their own.</summary>
[JsonSourceGenerationOptions(Converters = [typeof(RowConverter)], DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ScanRequest))]
[JsonSerializable(typeof(ScanStarted))]
[JsonSerializable(typeof(ScanPlanned))]
[JsonSerializable(typeof(ScanProgress))]
[JsonSerializable(typeof(ScanResult))]
[JsonSerializable(typeof(ScanProvisional))]
[JsonSerializable(typeof(CacheStatistics))]
[JsonSerializable(typeof(MarketAnswer))]
internal sealed partial class ClusterJson : JsonSerializerContext;
