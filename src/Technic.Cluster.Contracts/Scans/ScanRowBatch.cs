using System.Collections.Immutable;
using Technic.Core.Rating;

namespace Technic.Cluster.Contracts;

/// <summary>Rows of a scan, as they are computed. On the wire they are a <see cref="RowBlock"/>.</summary>
public sealed record ScanRowBatch(ImmutableArray<ScanRow> Rows);
