using System.Globalization;

namespace AspireCache.Coherence.Lab;

/// <summary>
/// The rows of the run. Each has a version that grows by one with every commit that changes it, and a table, which decides what a
/// node has to do with a change of it.
/// </summary>
internal static class Workload
{
    /// <summary>Rows of <c>items</c> that every node reads all the time: they show when a commit has reached it.</summary>
    public const int Hot = 4;

    /// <summary>Rows of <c>items</c>, mapped to tags; strict.</summary>
    public const int Items = 200;

    /// <summary>Rows of <c>notes</c>, which is not mapped: their writers say what to invalidate, within the transaction; strict.</summary>
    public const int Notes = 50;

    /// <summary>Rows of <c>offers</c>, mapped to tags, and read from a standby where there is one; strict.</summary>
    public const int Offers = 50;

    /// <summary>Rows of <c>menus</c>, mapped to tags; available.</summary>
    public const int Menus = 50;

    public const int FirstOffer = Items + Notes;
    public const int FirstMenu = FirstOffer + Offers;
    public const int Keys = FirstMenu + Menus;

    /// <summary>How long an available entry is fresh.</summary>
    public static readonly TimeSpan MenuLifetime = TimeSpan.FromSeconds(2);

    /// <summary>How long an available entry may be served after its time, marked as stale.</summary>
    public static readonly TimeSpan MenuWindow = TimeSpan.FromSeconds(3);

    /// <summary>How long entries are fresh.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static string TableOf(int key) => key switch
    {
        < Items => "items",
        < FirstOffer => "notes",
        < FirstMenu => "offers",
        _ => "menus",
    };

    public static bool IsStrict(int key) => key < FirstMenu;

    public static bool IsOffer(int key) => key is >= FirstOffer and < FirstMenu;

    /// <summary>The cache key of a row, which is also the tag of its entry.</summary>
    public static string NameOf(int key) => string.Create(CultureInfo.InvariantCulture, $"{TableOf(key)[..^1]}:{key}");
}
