using System.Buffers.Binary;

namespace PageEngine.Benchmarks.Data;

/// <summary>Pages as encoders meet them: records with much in common, and later versions a little changed.</summary>
internal sealed class SamplePages : IDisposable
{
    private const int RecordSize = 64;
    private const int WritesPerPage = 6;
    private const int BytesPerWrite = 16;

    internal SamplePages(int pageCount)
    {
        Old = new PageMemory(pageCount);
        New = new PageMemory(pageCount);
        Zero = new PageMemory(pageCount);
        var random = new SplitMix64(11);
        for (int page = 0; page < pageCount; page++)
        {
            FillWithRecords(Old[page], ref random);
            Old[page].CopyTo(New[page]);
            for (int write = 0; write < WritesPerPage; write++)
            {
                int offset = (int)random.Below(Page.Size - BytesPerWrite);
                for (int i = 0; i < BytesPerWrite; i++)
                    New[page][offset + i] = (byte)random.Next();
            }
        }
    }

    /// <summary>Records of counters, addresses and flags that compress to about a third.</summary>
    internal PageMemory Old { get; }

    /// <summary>The same after six writes of 16 bytes at random places.</summary>
    internal PageMemory New { get; }

    /// <summary>Pages of zeros.</summary>
    internal PageMemory Zero { get; }

    public void Dispose()
    {
        Old.Dispose();
        New.Dispose();
        Zero.Dispose();
    }

    private static void FillWithRecords(Span<byte> page, ref SplitMix64 random)
    {
        ulong counter = random.Next() & 0xFFFF_FFFF;
        page.Clear();
        for (int offset = 0; offset < Page.Size; offset += RecordSize, counter++)
        {
            Span<byte> record = page.Slice(offset, RecordSize);
            BinaryPrimitives.WriteUInt64LittleEndian(record, counter);
            BinaryPrimitives.WriteUInt64LittleEndian(record[8..], 0xFFFF_8880_0000_0000 | (random.Next() & 0xFFF_FFC0));
            BinaryPrimitives.WriteUInt64LittleEndian(record[16..], random.Next());
            BinaryPrimitives.WriteUInt32LittleEndian(record[32..], (uint)random.Below(4));
            "a name in use"u8.CopyTo(record[40..]);
        }
    }
}
