namespace PageEngine.Linux;

/// <summary>Neighbouring pages that are to map neighbouring frames: one mapping.</summary>
/// <param name="Id">The number of the first page among the pages of all memories.</param>
/// <param name="Frame">The first frame.</param>
/// <param name="Length">The pages.</param>
internal readonly record struct FrameRun(uint Id, uint Frame, int Length)
{
    /// <summary>Makes runs as long as they can be.</summary>
    /// <param name="targets">Pages and their frames; sorted here by page.</param>
    internal static List<FrameRun> Of(List<(uint Id, uint Frame)> targets)
    {
        targets.Sort(static (left, right) => left.Id.CompareTo(right.Id));
        List<FrameRun> runs = [];
        foreach ((uint id, uint frame) in targets)
        {
            FrameRun last = runs.Count > 0 ? runs[^1] : default;
            if (last.Length > 0 && last.Id + last.Length == id && last.Frame + last.Length == frame)
            {
                runs[^1] = last with { Length = last.Length + 1 };
            }
            else
            {
                runs.Add(new FrameRun(id, frame, 1));
            }
        }

        return runs;
    }
}
