namespace PageEngine;

/// <summary>Which techniques a <see cref="PageEncoder"/> may use.</summary>
/// <remarks>Not changed after construction; may be shared by encoders unless its compressor may not.</remarks>
public sealed record PageEncoderOptions
{
    // One cache line: what is saved below it is not worth the other side's work.
    private const int DefaultMinSaving = 64;

    /// <summary>Whether zero pages are written as <see cref="PageEncoding.Zero"/>.</summary>
    public bool UseZero { get; init; } = true;

    /// <summary>Whether one pattern, repeated, is written as <see cref="PageEncoding.SameFilled"/>.</summary>
    public bool UseSameFilled { get; init; } = true;

    /// <summary>Whether pages that the other side holds are written as <see cref="PageEncoding.Reference"/>.</summary>
    public bool UseReference { get; init; } = true;

    /// <summary>Whether changes since an old version are written as <see cref="PageEncoding.Delta"/>.</summary>
    public bool UseDelta { get; init; } = true;

    /// <summary>The compressor for all other pages, or null for none. The caller owns and disposes it.</summary>
    /// <exception cref="ArgumentException">The compressor writes a format that page encoding does not know.</exception>
    public IPageCompressor? Compressor
    {
        get;
        init
        {
            if (value is not (null or { Kind: PageEncoding.Lz4 or PageEncoding.Zstandard }))
            {
                throw new ArgumentException("A page compressor writes LZ4 or Zstandard.", nameof(value));
            }

            field = value;
        }
    }

    /// <summary>The bytes that a delta or a compressed page must save to be used: 1 to 4096, 64 unless set.</summary>
    /// <remarks>A page that saves less goes raw. 2048 is for caches in which two pages must fit a frame.</remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not from 1 to 4096.</exception>
    public int MinSaving
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Page.Size);
            field = value;
        }
    } = DefaultMinSaving;
}
