using System.Runtime.CompilerServices;
using Technic.Cluster.Contracts;
using Technic.Core.Scans;

namespace Technic.Cluster.Grains;

/// <summary>The events of a scan on their way to its client.</summary>
internal static class ScanEvents
{
    /// <summary>The updates as events, and the two ways to end without a result as messages.</summary>
    public static async IAsyncEnumerable<ScanEvent> Of(
        IAsyncEnumerable<ScanUpdate> updates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var each = updates.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            ScanEvent next;
            try
            {
                if (!await each.MoveNextAsync()) yield break;
                next = ScanEvent.Of(each.Current);
            }
            catch (ScanRequestException refused)
            {
                next = new ScanEvent(Refused: refused.Message);
            }
            catch (ScanFailedException failed)
            {
                next = new ScanEvent(Failed: failed.Message);
            }
            yield return next;
            if (next.Refused is not null || next.Failed is not null) yield break;
        }
    }
}
