namespace PageEngine.Simulation;

internal sealed partial class GuestSpace
{
    private const int MaxRegions = 1 << 20;

    internal void Save(StateWriter writer)
    {
        writer.Write(_regions.Length);
        foreach (ref readonly GuestRegion region in _regions.AsSpan())
        {
            writer.Write(region.IsUsed);
            writer.Write(region.First);
            writer.Write(region.Pages);
        }

        _map.Save(writer, static (to, entries) => to.WriteSparse(entries));
    }

    /// <summary>Reads what <see cref="Save"/> wrote. <see cref="FindError"/> says whether it holds together.</summary>
    internal void Load(StateReader reader)
    {
        Array.Resize(ref _regionOfChunk, _fileChunks);
        _regions = new GuestRegion[reader.ReadCount(MaxRegions)];
        for (int region = 0; region < _regions.Length; region++)
        {
            bool isUsed = reader.ReadBoolean();
            uint first = reader.ReadUInt32();
            uint pages = reader.ReadUInt32();
            if (isUsed)
            {
                RequireRoom(first, pages);
                Place(region, (int)(first / ChunkLength), pages);
            }
        }

        _map.Load(reader, (uint)_regionOfChunk.Length * ChunkLength, static (from, entries) => from.ReadSparse(entries));
        Swapped = 0;
        foreach (ref GuestRegion region in _regions.AsSpan())
        {
            CountPages(ref region);
            Swapped += region.Swapped;
        }
    }

    /// <summary>What is wrong with the map in itself; null when nothing is.</summary>
    internal string? FindError()
    {
        uint swapped = 0;
        for (int region = 0; region < _regions.Length; region++)
        {
            GuestRegion counted = _regions[region];
            if (!CountPages(ref counted))
            {
                return "a page of a task is where only pages of files can be, or behind the task's end";
            }

            if ((counted.Resident, counted.Swapped) != (_regions[region].Resident, _regions[region].Swapped))
            {
                return "the counts of a region do not add up";
            }

            swapped += counted.Swapped;
        }

        return swapped == Swapped ? FindErrorOutsideRegions() : "the count of swapped pages does not add up";
    }

    /// <summary>The virtual pages that are in memory, counted anew.</summary>
    internal ulong CountResident()
    {
        ulong resident = 0;
        for (int chunk = 0; chunk < _regionOfChunk.Length; chunk++)
        {
            foreach (uint word in _map.Chunk(chunk))
            {
                resident += new GuestMapping(word).IsResident ? 1u : 0u;
            }
        }

        return resident;
    }

    private string? FindErrorOutsideRegions()
    {
        for (int chunk = _fileChunks; chunk < _regionOfChunk.Length; chunk++)
        {
            if (_regionOfChunk[chunk] == NoRegion && _map.Chunk(chunk).ContainsAnyExcept(0u))
            {
                return "a page belongs to no task";
            }
        }

        for (int chunk = 0; chunk < _fileChunks; chunk++)
        {
            ReadOnlySpan<uint> words = _map.Chunk(chunk);
            for (int i = 0; i < words.Length; i++)
            {
                GuestMapping mapping = new(words[i]);
                bool isLegal = mapping.IsUntouched ||
                    (((uint)chunk * ChunkLength) + (uint)i < FilePages && (mapping.IsResident || mapping.IsEvicted));
                if (!isLegal)
                {
                    return "a page of a file is where only pages of tasks can be, or behind the end of the files";
                }
            }
        }

        return null;
    }

    /// <summary>Counts a region's pages anew. False when one of them cannot be where it is.</summary>
    private bool CountPages(ref GuestRegion region)
    {
        region.Resident = 0;
        region.Swapped = 0;
        bool isLegal = true;
        int first = (int)(region.First / ChunkLength);
        for (int chunk = 0; chunk < ChunksFor(region.Pages); chunk++)
        {
            ReadOnlySpan<uint> words = _map.Chunk(first + chunk);
            for (int i = 0; i < words.Length; i++)
            {
                GuestMapping mapping = new(words[i]);
                Count(ref region, GuestMapping.Untouched, mapping);
                isLegal &= mapping.IsUntouched ||
                    (((uint)chunk * ChunkLength) + (uint)i < region.Pages && !mapping.IsEvicted);
            }
        }

        return isLegal;
    }

    private void RequireRoom(uint first, uint pages)
    {
        ulong begin = first / ChunkLength;
        ulong end = begin + (ulong)ChunksFor(pages);
        bool isRoom = first % ChunkLength == 0 && begin >= (ulong)_fileChunks && end <= MaxChunks;
        for (ulong chunk = begin; isRoom && chunk < Math.Min(end, (ulong)_regionOfChunk.Length); chunk++)
        {
            isRoom = _regionOfChunk[chunk] == NoRegion;
        }

        StateReader.Require(isRoom, "a region of a guest is where it cannot be");
    }
}
