using AspireCache.Coherence.Internal.Invalidation;

namespace AspireCache.Coherence.Internal.Storage;

/// <summary>
/// All that the protocol asks of Redis. Any call may fail, or fail and take effect later. Tags are those of
/// <see cref="TagNames"/>.
/// </summary>
internal interface IRedisDomain : IEntryRequests, IFeedRequests, IInvalidationRequests, IRelayRequests;
