namespace PageEngine.Simulation;

/// <summary>Finds what somebody may have meant by a name that is not known.</summary>
internal static class Spelling
{
    /// <summary>A question with the nearest of some names, or nothing when none is near.</summary>
    internal static string DidYouMean(string name, IEnumerable<string> known)
    {
        string? best = null;
        int least = Math.Min(1 + (name.Length / 3), 4);
        foreach (string candidate in name.Length > 100 ? [] : known)
        {
            int distance = Distance(name, candidate);
            if (distance <= least && (best is null || distance < least))
            {
                best = candidate;
                least = distance;
            }
        }

        return best is null ? "" : $"; did you mean \"{best}\"?";
    }

    /// <summary>The letters to insert, remove or replace, capitals counting as small ones (Levenshtein).</summary>
    internal static int Distance(string from, string to)
    {
        int[] row = new int[to.Length + 1];
        for (int j = 0; j <= to.Length; j++)
        {
            row[j] = j;
        }

        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                bool isSame = char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]);
                int replaced = diagonal + (isSame ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[to.Length];
    }
}
