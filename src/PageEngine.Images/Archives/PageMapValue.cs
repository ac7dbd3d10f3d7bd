namespace PageEngine.Images;

/// <summary>What a checkpoint says about one page, in 32 bits.</summary>
/// <remarks>0 is a page of zeros, <see cref="Missing"/> a page without bytes, anything else a content plus 1.</remarks>
internal static class PageMapValue
{
    internal const uint Zero = 0;

    /// <summary>The page could not be read when the checkpoint was made.</summary>
    internal const uint Missing = uint.MaxValue;

    /// <summary>The most contents that values can name.</summary>
    internal const uint MaxContents = Missing - 1;

    internal static bool IsContent(uint value) => value is not Zero and not Missing;

    internal static uint Of(uint content) => content + 1;

    internal static uint ContentOf(uint value) => value - 1;
}
