using Catalog.Api.Changes;
using StackExchange.Redis;

namespace Catalog.Api.Tests.Changes;

public sealed class ChangeHubTests
{
    /// <summary>What escapes from the loop of a background service ends the process.</summary>
    [Fact]
    public void IsAway_WhatTheClientThrowsWhileRedisIsAway_True()
    {
        Assert.True(ChangeHub.IsAway(new RedisTimeoutException("late", CommandStatus.Sent), CancellationToken.None));
        Assert.True(ChangeHub.IsAway(new RedisConnectionException(ConnectionFailureType.SocketClosed, "gone"), CancellationToken.None));
        Assert.True(ChangeHub.IsAway(new TaskCanceledException(), CancellationToken.None));
    }

    [Fact]
    public void IsAway_TheCallerHasGivenUp_False() => Assert.False(ChangeHub.IsAway(new TaskCanceledException(), new CancellationToken(canceled: true)));

    [Fact]
    public void IsAway_AnythingElse_False() => Assert.False(ChangeHub.IsAway(new FormatException(), CancellationToken.None));
}
