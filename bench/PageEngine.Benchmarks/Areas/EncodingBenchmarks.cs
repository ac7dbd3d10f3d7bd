using System.IO.Compression;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using PageEngine.Benchmarks.Data;

namespace PageEngine.Benchmarks.Areas;

/// <summary>Encoding pages of records of which a little was written; the time is that of one page.</summary>
/// <remarks>The naive twins go byte by byte; that of compression is the Brotli of .NET at its fastest.</remarks>
[MemoryDiagnoser]
[GroupBenchmarksBy(BenchmarkLogicalGroupRule.ByCategory)]
[CategoriesColumn]
public class EncodingBenchmarks
{
    private const int PageCount = 512;
    private readonly byte[] _buffer = new byte[2 * Page.Size];
    private readonly Lz4PageCompressor _lz4 = new();
    private readonly ZstandardPageCompressor _zstandard = new();
    private readonly PageEncoder _encoder = new();
    private SamplePages _pages = null!;

    [GlobalSetup]
    public void Setup()
    {
        _pages = new SamplePages(PageCount);
        byte[] naive = new byte[2 * Page.Size];
        for (int page = 0; page < PageCount; page++)
        {
            int expected = ByteByByte.EncodeXbzrle(_pages.Old[page], _pages.New[page], naive);
            bool fits = Xbzrle.TryEncode(_pages.Old[page], _pages.New[page], _buffer, out int written);
            if (!fits || !naive.AsSpan(0, expected).SequenceEqual(_buffer.AsSpan(0, written)))
                throw new WrongResultException("the two ways to encode XBZRLE differ");
        }
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _pages.Dispose();
        _zstandard.Dispose();
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("zero")]
    public int Zero_byte_by_byte()
    {
        int count = 0;
        for (int page = 0; page < PageCount; page++)
            count += ByteByByte.IsZero(_pages.Zero[page]) ? 1 : 0;
        return count;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("zero")]
    public int Zero()
    {
        int count = 0;
        for (int page = 0; page < PageCount; page++)
            count += PageContent.IsZero(_pages.Zero[page]) ? 1 : 0;
        return count;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("delta")]
    public int Xbzrle_byte_by_byte()
    {
        int bytes = 0;
        for (int page = 0; page < PageCount; page++)
            bytes += ByteByByte.EncodeXbzrle(_pages.Old[page], _pages.New[page], _buffer);
        return bytes;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("delta")]
    public int Xbzrle_vectors()
    {
        int bytes = 0;
        for (int page = 0; page < PageCount; page++)
        {
            Xbzrle.TryEncode(_pages.Old[page], _pages.New[page], _buffer, out int written);
            bytes += written;
        }

        return bytes;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("delta")]
    public int Cheapest_form()
    {
        int bytes = 0;
        for (int page = 0; page < PageCount; page++)
        {
            _encoder.Encode(_pages.New[page], _pages.Old[page], _buffer, out int written);
            bytes += written;
        }

        return bytes;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("compress")]
    public int Brotli()
    {
        int bytes = 0;
        for (int page = 0; page < PageCount; page++)
        {
            BrotliEncoder.TryCompress(_pages.New[page], _buffer, out int written, quality: 0, window: 18);
            bytes += written;
        }

        return bytes;
    }

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("compress")]
    public int Lz4() => CompressAll(_lz4);

    [Benchmark(OperationsPerInvoke = PageCount)]
    [BenchmarkCategory("compress")]
    public int Zstandard() => CompressAll(_zstandard);

    private int CompressAll(IPageCompressor compressor)
    {
        int bytes = 0;
        for (int page = 0; page < PageCount; page++)
        {
            compressor.TryCompress(_pages.New[page], _buffer, out int written);
            bytes += written;
        }

        return bytes;
    }
}
