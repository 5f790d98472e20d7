using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Storage;
using Technic.Cluster.Client;
using Technic.Cluster.Contracts;
using Technic.Core.Storage;

namespace Technic.Cluster.Grains;

/// <inheritdoc cref="IUserRecordGrain"/>
/// <remarks>One call at a time: the record and its name in the index change together.</remarks>
internal sealed partial class UserRecordGrain : Grain, IUserRecordGrain
{
    public const string StateName = "user-record";

    private readonly DurableDocument _document;
    private readonly ILogger<UserRecordGrain> _logger;
    private bool _isListed;

    public UserRecordGrain(
        [FromKeyedServices(TechnicSilo.UserDataStorage)] IGrainStorage storage, TimeProvider time,
        ILogger<UserRecordGrain> logger) =>
        (_document, _logger) = (new DurableDocument(StateName, this, storage, time, logger), logger);

    async Task<UserRecordAnswer> IUserRecordGrain.ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await KnownAsync(cancellationToken);
        }
        catch (HistoryStoreException problem)
        {
            return new UserRecordAnswer(Failed: problem.Message);
        }
    }

    async Task<UserRecordAnswer> IUserRecordGrain.WriteAsync(string? version, byte[]? payload, CancellationToken cancellationToken)
    {
        try
        {
            var known = await KnownAsync(cancellationToken);
            if (known.Version != version) return known with { IsConflict = true };
            if (payload is not null) await EnterNameAsync(cancellationToken);
            if (!await _document.TryWriteAsync(payload))
            {
                // Another activation has changed the record, and perhaps removed its name.
                _isListed = false;
                return await KnownAsync(cancellationToken) with { IsConflict = true };
            }
            if (payload is null) await RemoveNameAsync(cancellationToken);
            return new UserRecordAnswer(payload, _document.Version);
        }
        catch (HistoryStoreException problem)
        {
            return new UserRecordAnswer(Failed: problem.Message);
        }
    }

    private IUserRecordIndexGrain Index => UserRecords.IndexOf(GrainFactory, UserRecords.KindOf(this.GetPrimaryKeyString()));

    private string Name => UserRecords.NameOf(this.GetPrimaryKeyString());

    private async Task<UserRecordAnswer> KnownAsync(CancellationToken cancellationToken)
    {
        await _document.ReadAsync();
        // Once an activation, in case that two of them have created and removed it at the same time.
        if (_document.Payload is not null) await EnterNameAsync(cancellationToken);
        return new UserRecordAnswer(_document.Payload, _document.Version);
    }

    /// <exception cref="HistoryStoreException">It was not stored.</exception>
    private async Task EnterNameAsync(CancellationToken cancellationToken)
    {
        if (_isListed) return;
        try
        {
            if (await Index.AddAsync(Name, cancellationToken) is { } problem) throw new HistoryStoreException(problem);
            _isListed = true;
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            throw UserRecords.Unreachable(this.GetPrimaryKeyString(), problem);
        }
    }

    private async Task RemoveNameAsync(CancellationToken cancellationToken)
    {
        _isListed = false;
        try
        {
            if (await Index.RemoveAsync(Name, cancellationToken) is { } problem) LogNotRemoved(this.GetPrimaryKeyString(), problem);
        }
        catch (Exception problem) when (LostCall.IsLoss(problem, cancellationToken))
        {
            // A name without a record counts for nothing.
            LogNotRemoved(this.GetPrimaryKeyString(), problem.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Record} was removed, and its name was not: {Problem}")]
    private partial void LogNotRemoved(string record, string problem);
}
