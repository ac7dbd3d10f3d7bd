namespace PageEngine.Images;

/// <summary>A sample image that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Format">The format of the file.</param>
/// <param name="Counts">What a scan of it must find.</param>
public sealed record SampleImage(string Path, MemoryImageFormat Format, SampleImageCounts Counts);
