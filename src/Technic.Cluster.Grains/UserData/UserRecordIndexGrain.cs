using System.Collections.Immutable;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Technic.Cluster.Contracts;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IUserRecordIndexGrain"/>
/// <remarks>One call at a time. The names are stored as lines.</remarks>
internal sealed class UserRecordIndexGrain : Grain, IUserRecordIndexGrain
{
    public const string StateName = "user-records";

    private readonly DurableDocument _document;

    public UserRecordIndexGrain(
        [FromKeyedServices(TechnicSilo.UserDataStorage)] IGrainStorage storage, TimeProvider time,
        ILogger<UserRecordIndexGrain> logger) =>
        _document = new DurableDocument(StateName, this, storage, time, logger);

    async Task<UserRecordNames> IUserRecordIndexGrain.ListAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new UserRecordNames([.. await NamesAsync()]);
        }
        catch (HistoryStoreException problem)
        {
            return new UserRecordNames([], problem.Message);
        }
    }

    Task<string?> IUserRecordIndexGrain.AddAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(names => names.Add(name));

    Task<string?> IUserRecordIndexGrain.RemoveAsync(string name, CancellationToken cancellationToken) =>
        ChangeAsync(names => names.Remove(name));

    private async Task<string?> ChangeAsync(Func<ImmutableSortedSet<string>, ImmutableSortedSet<string>> change)
    {
        try
        {
            while (true)
            {
                var names = await NamesAsync();
                var changed = change(names);
                // Otherwise another activation has changed them: from there again.
                if (ReferenceEquals(changed, names) || await _document.TryWriteAsync(Encoding.UTF8.GetBytes(string.Join('\n', changed))))
                    return null;
            }
        }
        catch (HistoryStoreException problem)
        {
            return problem.Message;
        }
    }

    private async Task<ImmutableSortedSet<string>> NamesAsync()
    {
        await _document.ReadAsync();
        var lines = Encoding.UTF8.GetString(_document.Payload ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return ImmutableSortedSet.Create(StringComparer.Ordinal, lines);
    }
}
