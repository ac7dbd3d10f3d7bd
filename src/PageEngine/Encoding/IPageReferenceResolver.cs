namespace PageEngine;

/// <summary>Finds the pages that references of a stream name, on the side that holds them.</summary>
public interface IPageReferenceResolver
{
    /// <summary>Copies the page that a reference names.</summary>
    /// <remarks>
    /// The content is not trusted: the decoder checks its fingerprint. So an implementation may read memory that a
    /// guest is writing.
    /// </remarks>
    /// <param name="reference">The reference; it comes from the other side, and any value is possible.</param>
    /// <param name="page">Room for the page: 4096 bytes. Undefined if the answer is no.</param>
    /// <returns>Whether this side holds such a page.</returns>
    public bool TryResolve(PageReference reference, Span<byte> page);
}
